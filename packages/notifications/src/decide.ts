import type { Channel } from '@carillon/contracts/providers';
import type { SwitchedOff } from '@carillon/push/dispatch/switches';
import type { Leased, LeasedToken, MessageRow } from './ports.ts';
import { isQuiet, type WallClock } from './quiet-hours.ts';
import type { OwnReason } from './reasons.ts';
import { FIRST_ATTEMPT_GRACE_MS } from './timing.ts';

/** Send it with this token, put it into the inbox, or settle it without either. */
export type Decision =
  | { readonly kind: 'send'; readonly token: LeasedToken }
  | { readonly kind: 'inbox' }
  | {
      readonly kind: 'settle';
      readonly state: 'failed' | 'expired' | 'suppressed' | 'cancelled';
      readonly reason: OwnReason | string;
    };

export interface DecisionInput {
  readonly channel: Channel;
  readonly delivery: Leased;
  readonly message: Pick<MessageRow, 'message' | 'testedBy' | 'status' | 'createdAt' | 'expiresAt'>;
  readonly switchedOff: SwitchedOff;
  readonly maxAttempts: number;
  /** The VAPID pair in use; null while there is none. */
  readonly vapidKeyId: string | null;
  /** By the same clock as the message's times. */
  readonly now: Date;
  readonly clock: WallClock;
}

/**
 * Whether a leased delivery is sent at all. The order is that of docs/delivery.md: what ended the message, the
 * switches, the device and what its person wants, its token.
 */
export function decide(input: DecisionInput): Decision {
  const { delivery, message, switchedOff } = input;
  if (message.status === 'cancelled') return settle('cancelled', 'notification_cancelled');
  if (input.now.getTime() >= endOfLife(input)) return settle('expired', 'ttl_ended');
  // A message which kills workers ends some day (F-9). One whose outcome was written ended then if it had to: what came
  // back after that waits for credentials to be mended, until its TTL ends.
  if (delivery.wasLost && delivery.attempts - delivery.refusals >= input.maxAttempts)
    return settle('failed', 'attempts_exhausted');
  if (switchedOff === 'everything') return settle('suppressed', 'sending_off');
  if (switchedOff === 'channel') return settle('suppressed', 'channel_off');
  if (delivery.isOwnerDisabled) return settle('suppressed', 'user_disabled');
  if (delivery.isRevoked) return settle('suppressed', 'device_revoked');
  if (isUnwanted(input)) return settle('suppressed', 'category_off');
  if (delivery.isMuted) return settle('suppressed', 'device_muted');
  if (isAtQuietHours(input)) return settle('suppressed', 'quiet_hours');
  if (input.channel === 'inbox') return { kind: 'inbox' };
  if (delivery.token === null) return settle('suppressed', 'no_token');
  if (delivery.token.quarantineReason !== null) return settle('failed', delivery.token.quarantineReason);
  if (isForAnotherPair(delivery.token, input.vapidKeyId)) return settle('failed', 'key_mismatch');
  return { kind: 'send', token: delivery.token };
}

/** What belongs to no category is not among those that a person can turn off. */
function isUnwanted({ delivery, message }: DecisionInput): boolean {
  const { categories } = delivery.preferences;
  const { category } = message.message;
  return category !== undefined && categories !== null && !categories.includes(category);
}

/** Whoever tests devices of their own sits in front of one, and wants to see whether it is reached. */
function isAtQuietHours({ delivery, message, clock, now }: DecisionInput): boolean {
  const { quietHours } = delivery.preferences;
  if (quietHours === null) return false;
  if (message.testedBy !== null && message.testedBy === delivery.ownerId) return false;
  if (message.message.critical === true && quietHours.criticalOverride) return false;
  return isQuiet(quietHours, clock, now);
}

/** Push services refuse such a message. Nothing is marked: with the old pair back, the subscription is good again. */
function isForAnotherPair(token: LeasedToken, vapidKeyId: string | null): boolean {
  const isKnown = token.provider === 'webpush' && token.vapidKeyId !== null && vapidKeyId !== null;
  return isKnown && token.vapidKeyId !== vapidKeyId;
}

/** Milliseconds since the epoch. A message that was never attempted has its moment even if its TTL is shorter. */
export function endOfLife({
  delivery,
  message,
}: {
  readonly delivery: Pick<Leased, 'attempts'>;
  readonly message: Pick<MessageRow, 'createdAt' | 'expiresAt'>;
}): number {
  const end = message.expiresAt.getTime();
  return delivery.attempts === 0 ? Math.max(end, message.createdAt.getTime() + FIRST_ATTEMPT_GRACE_MS) : end;
}

function settle(state: Extract<Decision, { kind: 'settle' }>['state'], reason: string): Decision {
  return { kind: 'settle', state, reason };
}
