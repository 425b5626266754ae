import { forgetSubscription, recallSubscription } from '@/sw/remembered-subscription.ts';
import { exclusively } from './exclusively.ts';
import { nextGeneration } from './generation.ts';
import type { PushServer } from './push-server.ts';
import { currentSubscription } from './worker-registration.ts';

/**
 * Stops this browser from receiving: ends the subscription here first, which works without the server, and then on the
 * server. When the server cannot be told it throws, and can be called again: what to tell is still remembered.
 */
export async function discharge(server: PushServer, installationId: string): Promise<void> {
  const [subscription, remembered] = await Promise.all([currentSubscription(), recallSubscription()]);
  const endpoint = subscription?.endpoint ?? remembered?.endpoint;
  await subscription?.unsubscribe();
  await server.unsubscribe(endpoint === undefined ? installation(installationId) : { endpoint });
  await forgetSubscription();
}

/** As `discharge`, where the server has ended the subscription already. */
export async function dischargeHere(): Promise<void> {
  const subscription = await currentSubscription();
  await subscription?.unsubscribe();
  await forgetSubscription();
}

/** With a generation, so that a registration that is still on its way does not undo it (TOK-7). */
function installation(installationId: string) {
  return { installationId, generation: nextGeneration(window.localStorage, Date.now()) };
}

const LEAVE_LIMIT_MS = 3000;

/**
 * Ends this person's subscription before they sign out, so that the next person in this browser gets none of their
 * notifications (TOK-13). Never rejects and takes 3 s at most: nothing may keep a person from signing out. Another
 * account's subscription is left alone.
 */
export async function dischargeBeforeLeaving(
  server: PushServer,
  viewer: { readonly userId: string; readonly installationId: string },
): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, LEAVE_LIMIT_MS);
  await Promise.race([exclusively(() => dischargeOwn(server, viewer)).catch(() => undefined), late]);
  clearTimeout(timer);
}

async function dischargeOwn(
  server: PushServer,
  { userId, installationId }: { readonly userId: string; readonly installationId: string },
): Promise<void> {
  const remembered = await recallSubscription();
  if (remembered?.userId !== userId) return;
  const subscription = await currentSubscription();
  await subscription?.unsubscribe();
  await server.unsubscribe(installation(installationId));
  await forgetSubscription();
}
