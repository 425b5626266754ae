import { bytesOfBase64Url } from '@carillon/contracts/base64url';
import { describeSubscription, type SubscriptionFacts } from './browser-subscription.ts';
import { readBrowserFacts, type Support, supportOf } from './browser-support.ts';
import { withDeadline } from './deadline.ts';
import { failureOf } from './errors.ts';
import { createExclusive } from './exclusive.ts';
import type { Installation } from './installation.ts';
import { type KeyValueStorage, readStored, removeStored, writeStored } from './storage.ts';
import type { CarillonClient } from './wire.ts';

/** A push service that is out of reach can leave `subscribe` pending for ever. */
const ANSWER_LIMIT_MS = 20_000;

export interface WebPushOptions {
  readonly client: CarillonClient;
  readonly installation: Installation;
  /** Remembers whose subscription this browser holds. `localStorage` will do. */
  readonly storage: KeyValueStorage;
  /** Who is signed in: `session.user()`'s id. */
  readonly userId: string;
  /** The registered service worker that shows the notifications: `navigator.serviceWorker.ready`. */
  readonly worker: () => Promise<ServiceWorkerRegistration>;
  /** What the list of devices calls this browser. Absent: the name that it has there. */
  readonly name?: string;
}

/**
 * - `on`: this browser gets this person's notifications
 * - `off`: it does not; they did not ask for it here, or took it back
 * - `blocked`: the person forbade notifications of this site, and only the browser's settings change that
 * - the rest: what `supportOf` says of the browser
 */
export type WebPushState = 'on' | 'off' | 'blocked' | Exclude<Support, 'supported'>;

/** Notifications of one person in this browser. */
export interface WebPush {
  /** Must be called in the click itself: browsers ask for permission only then. `off` when the question was closed. */
  turnOn(): Promise<WebPushState>;
  /**
   * Says how things are, and puts right what changed since: subscribes anew when the browser dropped the subscription, its keys
   * changed or the server has another VAPID key; ends the subscription when permission was taken back or the device was revoked
   * elsewhere. Call it at each visit of somebody who is signed in. Never turns on what this person did not turn on here.
   */
  refresh(): Promise<WebPushState>;
  /**
   * Ends the subscription here, which works without the server, and at the server. Call it before signing out too. Rejects when
   * the server could not be told; then `refresh` tells it.
   */
  turnOff(): Promise<void>;
}

/** Calls reject with what the server or the browser throws, and can be tried again. Tabs wait for each other. */
export function createWebPush(options: WebPushOptions): WebPush {
  const exclusive = createExclusive('web-push');
  return {
    async turnOn() {
      const support = supportOf(readBrowserFacts(window));
      if (support !== 'supported') return support;
      const permission = await Notification.requestPermission();
      if (permission !== 'granted') return permission === 'denied' ? 'blocked' : 'off';
      return await exclusive(() => enlist(options));
    },
    refresh: () => exclusive(() => refresh(options)),
    turnOff: () => exclusive(() => discharge(options)),
  };
}

/** Whose subscription this browser holds, as the server was told. */
interface Remembered extends SubscriptionFacts {
  readonly userId: string;
  /** It was turned off, and the server has yet to hear of it. */
  readonly isEnding?: boolean;
}

async function refresh(options: WebPushOptions): Promise<WebPushState> {
  const support = supportOf(readBrowserFacts(window));
  if (support !== 'supported') return support;
  const { permission } = Notification;
  const remembered = await recall(options);
  if (remembered?.userId !== options.userId) return permission === 'denied' ? 'blocked' : 'off';
  if (permission !== 'granted' || remembered.isEnding === true || !(await isWantedByServer(options))) {
    await discharge(options);
    return permission === 'denied' ? 'blocked' : 'off';
  }
  const [subscription, { publicKey }] = await Promise.all([
    currentSubscription(options),
    options.client.push.vapidPublicKey.query(),
  ]);
  const facts = describeSubscription(subscription);
  const isSame = facts?.endpoint === remembered.endpoint && facts.auth === remembered.auth;
  if (isSame && facts.applicationServerKey === publicKey) return 'on';
  return await enlist(options);
}

/** A device that was revoked, or has no token any more, was turned off elsewhere. One whose token went bad can be mended. */
async function isWantedByServer({ client, installation }: WebPushOptions): Promise<boolean> {
  try {
    const { status, push } = await client.devices.get.query({ id: await installation.id() });
    return status === 'active' && push !== null && push.health !== 'none';
  } catch (error) {
    if (failureOf(error).code === 'not_found') return false;
    throw error;
  }
}

async function enlist(options: WebPushOptions): Promise<WebPushState> {
  const { client, userId, storage } = options;
  const [{ publicKey }, { pushManager }, remembered] = await Promise.all([
    client.push.vapidPublicKey.query(),
    options.worker(),
    recall(options),
  ]);
  const existing = await pushManager.getSubscription();
  const isOurs = remembered !== null && remembered.userId === userId;
  const isFresh = describeSubscription(existing)?.applicationServerKey === publicKey;
  // Another person's subscription is ended rather than taken over: what is on its way to it must not be seen by this one.
  if (existing !== null && !(isOurs && isFresh)) await existing.unsubscribe();
  const applicationServerKey = bytesOfBase64Url(publicKey);
  const subscription = await withDeadline(ANSWER_LIMIT_MS, (signal) =>
    orAborted(signal, pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })),
  );
  const facts = describeSubscription(subscription);
  if (facts === null) throw new TypeError('The browser made a subscription without keys');
  await tell(options, facts);
  await writeStored(storage, 'subscription', { ...facts, userId } satisfies Remembered);
  return 'on';
}

async function tell(options: WebPushOptions, { endpoint, p256dh, auth }: SubscriptionFacts): Promise<void> {
  const { client, installation, name } = options;
  await client.push.subscribe.mutate({
    endpoint,
    keys: { p256dh, auth },
    userAgent: navigator.userAgent.slice(0, 512),
    deviceId: await installation.id(),
    generation: await installation.nextGeneration(),
    ...(name !== undefined && { name }),
  });
}

async function discharge(options: WebPushOptions): Promise<void> {
  const { client, installation, storage } = options;
  const [subscription, remembered] = await Promise.all([currentSubscription(options), recall(options)]);
  if (remembered !== null && remembered.userId !== options.userId) return;
  await subscription?.unsubscribe();
  if (remembered !== null) await writeStored(storage, 'subscription', { ...remembered, isEnding: true });
  try {
    const generation = await installation.nextGeneration();
    await client.deviceTokens.revoke.mutate({ deviceId: await installation.id(), generation });
  } catch (error) {
    const { code } = failureOf(error);
    if (code !== 'not_found' && code !== 'stale_registration') throw error;
  }
  await removeStored(storage, 'subscription');
}

async function currentSubscription({ worker }: WebPushOptions): Promise<PushSubscription | null> {
  return await (await worker()).pushManager.getSubscription();
}

async function recall({ storage }: WebPushOptions): Promise<Remembered | null> {
  const stored = await readStored(storage, 'subscription');
  if (typeof stored !== 'object' || stored === null) return null;
  const { endpoint, auth, userId } = stored as Partial<Record<keyof Remembered, unknown>>;
  const isWhole = [endpoint, auth, userId].every((member) => typeof member === 'string');
  return isWhole ? (stored as Remembered) : null;
}

function orAborted<Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error("The browser's push service did not answer")));
    work.then(resolve, reject);
  });
}
