import type { RememberedSubscription } from '@/sw/remembered-subscription.ts';
import type { SubscriptionIdentity } from '@/sw/subscription-identity.ts';
import type { Device } from '@/wire/wire-types.ts';
import type { OffReason } from './browser-state.ts';

/** What the browser, this browser's memory and the server each say. */
export interface Accounts {
  readonly permission: NotificationPermission;
  readonly subscription: SubscriptionIdentity | null;
  readonly remembered: RememberedSubscription | null;
  /** The server's VAPID public key, base64url. */
  readonly serverKey: string;
  /** Who is signed in. */
  readonly userId: string;
  /** This browser as the server lists it for that person; null when it does not. */
  readonly device: Pick<Device, 'status' | 'push'> | null;
}

/** What to do so that all three say the same, and what they say then. */
export type Plan =
  | { readonly kind: 'on' }
  | { readonly kind: 'blocked'; readonly cleanup: Cleanup }
  | { readonly kind: 'off'; readonly reason: OffReason | null; readonly cleanup: Cleanup }
  /** The person had turned it on: put it right without asking. `isFresh` needs a new subscription. */
  | { readonly kind: 'repair'; readonly isFresh: boolean };

/** Where a subscription that is none any more has to be ended. */
export type Cleanup = 'nowhere' | 'here' | 'here-and-server';

/**
 * Compares the three and says what to do. Never turns on what this person did not turn on in this browser, and never
 * touches a subscription that another account's notifications go to: that moves when this person asks for it (TOK-6).
 */
export function planReconciliation(accounts: Accounts): Plan {
  const { permission, subscription, remembered, userId } = accounts;
  const isOthers = remembered !== null && remembered.userId !== userId;
  const isOnAtServer = hasActivePush(accounts.device);
  const isMine = !isOthers && (remembered !== null || (subscription !== null && isOnAtServer));
  const cleanup = cleanupOf({ isOthers, isMine, isOnAtServer });

  if (permission === 'denied') return { kind: 'blocked', cleanup };
  if (isOthers) return { kind: 'off', reason: subscription === null ? null : 'other-account', cleanup };
  if (!isMine) return { kind: 'off', reason: isOnAtServer ? 'removed' : null, cleanup };
  if (!isOnAtServer) return { kind: 'off', reason: reasonOf(accounts.device), cleanup };
  return planForMine(accounts);
}

function cleanupOf(facts: { isOthers: boolean; isMine: boolean; isOnAtServer: boolean }): Cleanup {
  if (facts.isOthers) return 'nowhere';
  if (facts.isOnAtServer) return 'here-and-server';
  return facts.isMine ? 'here' : 'nowhere';
}

function planForMine({ permission, subscription, remembered, serverKey, device }: Accounts): Plan {
  if (permission !== 'granted') return { kind: 'off', reason: 'removed', cleanup: 'here-and-server' };
  if (subscription === null || subscription.applicationServerKey !== serverKey || isBroken(device)) {
    return { kind: 'repair', isFresh: true };
  }
  const isKnown = remembered !== null && remembered.endpoint === subscription.endpoint;
  return isKnown ? { kind: 'on' } : { kind: 'repair', isFresh: false };
}

function hasActivePush(device: Accounts['device']): boolean {
  return device?.status === 'active' && device.push !== null && device.push.health !== 'none';
}

/** A key that the server misses is the server's to find; a new subscription would not help. */
function isBroken(device: Accounts['device']): boolean {
  const push = device?.push ?? null;
  return push !== null && push.health !== 'ok' && push.reason !== 'missing_key';
}

function reasonOf(device: Accounts['device']): OffReason {
  return device?.status === 'revoked' ? 'revoked' : 'removed';
}
