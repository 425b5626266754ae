import { bytesOfBase64Url, identify } from '@/sw/subscription-identity.ts';

const WORKER_URL = '/sw.js';

/** The subscription that this browser holds for the dashboard. */
export async function currentSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/**
 * Registers the service worker and subscribes; a subscription that was made for another key is ended first, since a
 * push service refuses messages that are signed by any other key than the subscription's. Rejects with a DOMException:
 * NotAllowedError without permission, AbortError when the browser's push service does not answer.
 */
export async function subscribeHere(serverKey: string): Promise<PushSubscription> {
  // Its script is asked for anew on each visit, so that what shows notifications is never old.
  await navigator.serviceWorker.register(WORKER_URL, { scope: '/', updateViaCache: 'none' });
  const { pushManager } = await navigator.serviceWorker.ready;
  const existing = await pushManager.getSubscription();
  if (existing !== null && identify(existing)?.applicationServerKey !== serverKey)
    await existing.unsubscribe();
  return await pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOfBase64Url(serverKey),
  });
}
