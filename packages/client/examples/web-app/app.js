import { createCarillonClient } from '@carillon/client';
import { failureOf } from '@carillon/client/errors';
import { createInstallation } from '@carillon/client/installation';
import { createSession } from '@carillon/client/session';
import { createWebPush } from '@carillon/client/web-push';

// The server behind this page's own origin: serve.mjs passes /carillon on.
const url = `${location.origin}/carillon`;
const storage = localStorage;
const session = createSession({ url, storage });
const client = createCarillonClient({ url, credentials: session });
const installation = createInstallation({ storage });

const element = (id) => document.getElementById(id);
let push;

/** Shows who is signed in, and puts right what changed about their notifications since the last visit. */
async function show() {
  const user = await session.user();
  element('sign-in').hidden = user !== null;
  element('signed-in').hidden = user === null;
  if (user === null) return;
  element('person').textContent = user.email;
  const worker = () => navigator.serviceWorker.ready;
  push = createWebPush({ client, installation, storage, userId: user.id, worker, name: 'Example web app' });
  element('state').textContent = await push.refresh();
}

/** Runs what a click asks for. */
function on(id, event, work) {
  element(id).addEventListener(event, (happened) => {
    happened.preventDefault();
    attempt(() => work(happened));
  });
}

/** Says what went wrong, where something did. */
async function attempt(work) {
  element('problem').textContent = '';
  try {
    await work();
  } catch (error) {
    element('problem').textContent = failureOf(error).message;
  }
}

on('sign-in', 'submit', async ({ target }) => {
  const { email, password } = Object.fromEntries(new FormData(target));
  await session.signIn({ email, password });
  await show();
});

on('turn-on', 'click', async () => {
  element('state').textContent = await push.turnOn();
});

on('turn-off', 'click', async () => {
  await push.turnOff();
  element('state').textContent = 'off';
});

on('test', 'click', async () => {
  await client.push.test.mutate({ title: 'From the example', body: 'It works' });
});

on('sign-out', 'click', async () => {
  // First, so that the next person in this browser gets none of this one's notifications.
  await push.turnOff().catch(() => undefined);
  const farewell = { deviceId: await installation.id(), generation: await installation.nextGeneration() };
  await session.signOut(farewell);
  await show();
});

await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' });
await attempt(show);
