import { bytesOfBase64Url } from '@carillon/contracts/base64url';
import { identify } from '@/sw/subscription-identity.ts';

/**
 * Registers the service worker, or brings the registered one up to date. The origins that a click may open besides our
 * own stand in its address, where nothing that comes in a push can change them.
 */
export async function registerWorker(clickOrigins: readonly string[]): Promise<void> {
  const query = new URLSearchParams(clickOrigins.map((origin) => ['click', origin]));
  // Its script is asked for anew on each visit, so that what shows notifications is never old.
  await navigator.serviceWorker.register(query.size === 0 ? '/sw.js' : `/sw.js?${query}`, {
    scope: '/',
    updateViaCache: 'none',
  });
}

/** The subscription that this browser holds for the dashboard. */
export async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/**
 * Subscribes, once the service worker is registered; a subscription that was made for another key is ended first, since a
 * push service refuses messages that are signed by any other key than the subscription's. Rejects with a DOMException:
 * NotAllowedError without permission, AbortError when the browser's push service does not answer.
 */
export async function subscribeHere(serverKey: string): Promise<PushSubscription> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const existing = await pushManager.getSubscription();
  if (existing !== null && identify(existing)?.applicationServerKey !== serverKey)
    await existing.unsubscribe();
  return await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOfBase64Url(serverKey),
  });
}
