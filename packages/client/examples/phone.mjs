// A phone without a phone: registers a token of the Expo simulator, sends to itself, gets a new token, signs out. What an app does, an Expo
// app does by the same calls; only the token comes from expo-notifications there (docs/guides/expo.md).
//
//   npm run simulators     and start Carillon with them, as that prints
//   CARILLON_EMAIL=you@example.com CARILLON_PASSWORD=… node phone.mjs
import { createCarillonClient } from '@carillon/client';
import { createInstallation } from '@carillon/client/installation';
import { createPushDevice } from '@carillon/client/push-device';
import { createSession } from '@carillon/client/session';

const { CARILLON_URL: url = 'http://127.0.0.1:4000', CARILLON_EMAIL, CARILLON_PASSWORD } = process.env;
const { EXPO_SIMULATOR = 'http://127.0.0.1:4132' } = process.env;
if (!CARILLON_EMAIL || !CARILLON_PASSWORD) throw new Error('Set CARILLON_EMAIL and CARILLON_PASSWORD');

// An app has AsyncStorage or SecureStore here; this phone forgets all when it ends.
const entries = new Map();
const storage = {
  getItem: (key) => entries.get(key) ?? null,
  setItem: (key, value) => void entries.set(key, value),
  removeItem: (key) => void entries.delete(key),
};

let token = await mintToken();
let tokenChanged = () => {};

const session = createSession({ url, storage });
const client = createCarillonClient({ url, credentials: session });
const device = createPushDevice({
  client,
  installation: createInstallation({ storage }),
  tokens: {
    getToken: async () => ({ token, provider: 'expo' }),
    onChange(listener) {
      tokenChanged = () => listener(async () => ({ token, provider: 'expo' }));
      return () => {
        tokenChanged = () => {};
      };
    },
  },
  device: { platform: 'android', name: 'Example phone', model: 'phone.mjs' },
});

await session.signIn({ email: CARILLON_EMAIL, password: CARILLON_PASSWORD });
const registered = await device.register({ mayAsk: true });
const stopFollowing = device.followToken();
console.log(`registered ${registered?.id} with ${token}`);

await sendAndReceive();

const previous = token;
token = await mintToken();
tokenChanged();
console.log(`the platform replaced the token by ${token}`);
// Registrations go one after the other, so this one ends after that of the new token.
await device.register({ mayAsk: false });
await sendAndReceive();
console.log(`the token before got ${(await messagesOf(previous)).length} of the 2 messages`);

stopFollowing();
const isTold = await session.signOut(await device.farewell());
console.log(
  isTold
    ? 'signed out, and the token is taken back'
    : 'signed out; the server is told when it can be reached',
);

async function sendAndReceive() {
  const { notificationId } = await client.devices.test.mutate({ id: registered.id });
  const before = Date.now();
  while ((await messagesOf(token)).length === 0) {
    if (Date.now() - before > 30_000)
      throw new Error(`Nothing arrived; look up notification ${notificationId}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const [message] = await messagesOf(token);
  console.log(`the phone got: ${message.title}`);
}

async function mintToken() {
  const response = await fetch(`${EXPO_SIMULATOR}/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"count": 1}',
  });
  return (await response.json()).tokens[0];
}

async function messagesOf(pushToken) {
  const response = await fetch(`${EXPO_SIMULATOR}/tokens/${encodeURIComponent(pushToken)}/messages`);
  return (await response.json()).messages;
}
