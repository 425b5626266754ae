import { deviceKindText } from '@/features/devices/device-identity.ts';
import { recallSubscription, rememberSubscription } from '@/sw/remembered-subscription.ts';
import { identify, type SubscriptionIdentity } from '@/sw/subscription-identity.ts';
import { nextGeneration } from './generation.ts';
import type { PushServer } from './push-server.ts';
import { currentSubscription, registerWorker, subscribeHere } from './worker-registration.ts';

export interface Enlisting {
  readonly server: PushServer;
  readonly userId: string;
  readonly installationId: string;
  /** Where a click may lead besides the dashboard. */
  readonly clickOrigins: readonly string[];
  /** The subscription there is does not work any more. */
  readonly isFresh: boolean;
}

/**
 * Makes this browser receive this person's notifications, and nobody else's: subscribes, tells the server, remembers
 * whose it is. Permission must be granted. Throws what the browser and the server say; all of it can be tried again.
 */
export async function enlist(enlisting: Enlisting): Promise<void> {
  const { server, userId, clickOrigins, isFresh } = enlisting;
  await registerWorker(clickOrigins);
  const [serverKey, remembered, existing] = await Promise.all([
    server.vapidPublicKey(),
    recallSubscription(),
    currentSubscription(),
  ]);
  const isForeign = existing !== null && remembered?.userId !== userId;
  if (isForeign) await takeOver(enlisting, existing);
  if (existing !== null && (isFresh || isForeign)) await existing.unsubscribe();

  const identity = identify(await subscribeHere(serverKey));
  if (identity === null) throw new TypeError('The browser made a subscription without keys');
  await tell(enlisting, identity);
  const { endpoint, auth, applicationServerKey } = identity;
  await rememberSubscription({ endpoint, auth, applicationServerKey, userId });
}

/**
 * Moves an earlier account's subscription to this person (TOK-6), so that the server stops sending that account's
 * notifications here at once. It is ended right after: what the push service still holds for it never arrives.
 */
async function takeOver(enlisting: Enlisting, existing: PushSubscription): Promise<void> {
  const identity = identify(existing);
  try {
    if (identity !== null) await tell(enlisting, identity);
  } catch {
    // Ending it in the browser stops it as well, as soon as the push service says that it is gone.
  }
}

async function tell(
  { server, installationId }: Enlisting,
  { endpoint, p256dh, auth }: SubscriptionIdentity,
): Promise<void> {
  const known = await server.findDevice(installationId);
  const { userAgent } = navigator;
  await server.subscribe({
    endpoint,
    keys: { p256dh, auth },
    userAgent,
    // A name that a person gave stays.
    ...((known === null || known.name === '') && { name: browserName(userAgent) }),
    installationId,
    generation: nextGeneration(window.localStorage, Date.now()),
  });
}

/** "Firefox on Linux". */
function browserName(userAgent: string): string {
  return deviceKindText({ platform: 'web', userAgent, model: null });
}
