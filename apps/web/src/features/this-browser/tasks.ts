import { recallSubscription } from '@/sw/remembered-subscription.ts';
import { identify } from '@/sw/subscription-identity.ts';
import type { Settled } from './browser-state.ts';
import { readBrowserFacts, supportOf } from './browser-support.ts';
import { discharge, dischargeHere } from './discharge.ts';
import { enlist } from './enlist.ts';
import { exclusively } from './exclusively.ts';
import { DeadlineError } from './failure-reason.ts';
import type { PushServer } from './push-server.ts';
import { type Plan, planReconciliation } from './reconcile.ts';
import { currentSubscription, registerWorker } from './worker-registration.ts';

/** Who does it, and where. */
export interface Holder {
  readonly server: PushServer;
  readonly userId: string;
  readonly installationId: string;
  /** Where a click may lead besides the dashboard. */
  readonly clickOrigins: readonly string[];
}

const DEADLINE_MS = 20_000;

/** Must be called in the click itself: browsers ask for permission only then. */
export async function askAndTurnOn(holder: Holder): Promise<Settled> {
  const permission = await Notification.requestPermission();
  if (permission === 'denied') return { kind: 'blocked' };
  if (permission !== 'granted') return { kind: 'off', reason: 'dismissed' };
  return await exclusively(() => repair(holder, false));
}

export async function turnOff({ server, installationId }: Holder): Promise<Settled> {
  await withDeadline(discharge(server, installationId));
  return { kind: 'off', reason: null };
}

/** Registers this browser anew without asking, since the person had turned notifications on in it. */
export async function repair(holder: Holder, isFresh: boolean): Promise<Settled> {
  try {
    await withDeadline(enlist({ ...holder, isFresh }));
    return { kind: 'on' };
  } catch (error) {
    if (Notification.permission === 'denied') return { kind: 'blocked' };
    throw error;
  }
}

export type Look = Plan | { readonly kind: 'impossible'; readonly why: Settled };

/**
 * Looks at the browser and then at the server, and says what is to be done. Changes nothing but the age of the service
 * worker, where there is a subscription for it to serve. In this order, so that what
 * the browser remembers is never newer than what the server answers.
 */
export async function look(holder: Holder): Promise<Look> {
  const support = supportOf(readBrowserFacts(window));
  if (support !== 'supported') return { kind: 'impossible', why: { kind: support } };
  const [subscription, remembered] = await Promise.all([currentSubscription(), recallSubscription()]);
  if (subscription !== null) await registerWorker(holder.clickOrigins);
  const [serverKey, device] = await Promise.all([
    holder.server.vapidPublicKey(),
    holder.server.findDevice(holder.installationId),
  ]);
  const { permission } = Notification;
  const { userId } = holder;
  return planReconciliation({
    permission,
    subscription: identify(subscription),
    remembered,
    serverKey,
    userId,
    device,
  });
}

/** Ends what only one side still believes in, and says where that leaves this browser. */
export async function settle(
  { server, installationId }: Holder,
  plan: Exclude<Look, { kind: 'repair' }>,
): Promise<Settled> {
  if (plan.kind === 'impossible') return plan.why;
  if (plan.kind === 'on') return { kind: 'on' };
  if (plan.cleanup === 'here') await dischargeHere();
  if (plan.cleanup === 'here-and-server') await discharge(server, installationId);
  return plan.kind === 'blocked' ? { kind: 'blocked' } : { kind: 'off', reason: plan.reason };
}

/** A push service that is out of reach can leave `subscribe` pending for ever. */
async function withDeadline<Value>(work: Promise<Value>): Promise<Value> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DeadlineError('It took too long')), DEADLINE_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
