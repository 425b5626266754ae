import { bytesOfBase64Url } from '@carillon/contracts/base64url';
import {
  type RememberedSubscription,
  recallSubscription,
  rememberSubscription,
} from './remembered-subscription.ts';
import { callServer } from './server-calls.ts';
import { identify, type SubscriptionIdentity } from './subscription-identity.ts';

/** Pauses before each try to tell the server. Past these, the dashboard puts it right when it is next opened. */
const RETRY_PAUSES_MS = [0, 2000, 10_000];

/**
 * Handles `pushsubscriptionchange` (Push API): subscribes again if the browser did not, and hands the server the new
 * subscription with proof of the old one. Does nothing where notifications were not turned on. Never rejects.
 */
export async function handleSubscriptionChange(
  scope: ServiceWorkerGlobalScope,
  event: {
    readonly oldSubscription?: PushSubscription | null;
    readonly newSubscription?: PushSubscription | null;
  },
): Promise<void> {
  try {
    const remembered = await recallSubscription().catch(() => null);
    // What the server knows of wins: the browser may have changed the subscription twice before we were heard.
    const old = remembered ?? identify(event.oldSubscription);
    if (old === null) return;
    const subscription = event.newSubscription ?? (await subscribeAgain(scope, old));
    const fresh = identify(subscription);
    if (fresh === null || fresh.endpoint === old.endpoint) return;
    const isTold = await tellServer(old, fresh);
    if (isTold && remembered !== null) await rememberSubscription(renewed(remembered, fresh));
  } catch {
    // Permission was taken back, or the push service is out of reach. The dashboard says so when it is opened.
  }
}

/** The server's key of today if it can be had: the old one may be the very reason for the change. */
async function subscribeAgain(
  scope: ServiceWorkerGlobalScope,
  old: SubscriptionIdentity | RememberedSubscription,
): Promise<PushSubscription> {
  const answer = await callServer('GET', 'push.vapidPublicKey', undefined);
  const key = publicKeyOf(answer.result) ?? old.applicationServerKey;
  return await scope.registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOfBase64Url(key),
  });
}

async function tellServer(
  old: SubscriptionIdentity | RememberedSubscription,
  fresh: SubscriptionIdentity,
): Promise<boolean> {
  const { endpoint, p256dh, auth } = fresh;
  const input = {
    old: { endpoint: old.endpoint, auth: old.auth },
    subscription: { endpoint, keys: { p256dh, auth } },
  };
  for (const pauseMs of RETRY_PAUSES_MS) {
    await pause(pauseMs);
    const { status } = await callServer('POST', 'push.resubscribe', input);
    if (status >= 200 && status < 300) return true;
    const isWorthRepeating = status === 0 || status === 429 || status >= 500;
    if (!isWorthRepeating) return false;
  }
  return false;
}

function renewed(remembered: RememberedSubscription, fresh: SubscriptionIdentity): RememberedSubscription {
  const { endpoint, auth, applicationServerKey } = fresh;
  return { endpoint, auth, applicationServerKey, userId: remembered.userId };
}

function publicKeyOf(result: unknown): string | undefined {
  if (typeof result !== 'object' || result === null || !('publicKey' in result)) return undefined;
  return typeof result.publicKey === 'string' ? result.publicKey : undefined;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
