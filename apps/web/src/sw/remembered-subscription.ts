import { readState, updateState } from './database.ts';

/**
 * The subscription that the server knows of, kept in IndexedDB because `pushsubscriptionchange` may come without the
 * old one (Firefox, Safari), and because pages must know whose it is after another person signed in.
 */
export interface RememberedSubscription {
  readonly endpoint: string;
  /** base64url, proves to the server that the subscription was ours. */
  readonly auth: string;
  /** base64url of the VAPID public key that the subscription is bound to. */
  readonly applicationServerKey: string;
  /** Who turned notifications on. */
  readonly userId: string;
}

/** Null when nothing, or nothing whole, is remembered. Rejects when storage cannot be used. */
export async function recallSubscription(): Promise<RememberedSubscription | null> {
  const stored = await readState('subscription');
  return toRemembered(stored);
}

/** Rejects when storage cannot be used. */
export async function rememberSubscription(subscription: RememberedSubscription): Promise<void> {
  await updateState('subscription', () => ({ ...subscription }));
}

/** Rejects when storage cannot be used. */
export async function forgetSubscription(): Promise<void> {
  await updateState('subscription', () => undefined);
}

/** Reads what was stored by this or by an earlier release. */
export function toRemembered(stored: unknown): RememberedSubscription | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { endpoint, auth, applicationServerKey, userId } = stored as Record<string, unknown>;
  const isWhole = [endpoint, auth, applicationServerKey, userId].every(
    (member) => typeof member === 'string' && member !== '',
  );
  return isWhole ? ({ endpoint, auth, applicationServerKey, userId } as RememberedSubscription) : null;
}
