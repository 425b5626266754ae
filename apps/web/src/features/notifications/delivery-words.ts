import type { Meaning } from '@/components/meaning.tsx';
import type { Delivery, DeliveryEvent, Notification } from '@/wire/wire-types.ts';

export type DeliveryState = Delivery['state'];

interface StateWords {
  readonly meaning: Meaning;
  readonly word: string;
  /** What it means, in a sentence. */
  readonly sentence: string;
  /** Whether nothing more can happen on the way to the device. */
  readonly isFinal: boolean;
}

/** Every delivery state in words, in the order of a message's way. */
export const DELIVERY_STATES = {
  pending: { meaning: 'waiting', word: 'Queued', sentence: 'Waits for a worker', isFinal: false },
  sending: {
    meaning: 'waiting',
    word: 'Sending',
    sentence: 'On its way to the push service',
    isFinal: false,
  },
  accepted: {
    meaning: 'working',
    word: 'Accepted',
    sentence: 'The push service took it; the device has not reported it yet',
    isFinal: true,
  },
  received: { meaning: 'working', word: 'Received', sentence: 'The device has it', isFinal: true },
  displayed: { meaning: 'working', word: 'Displayed', sentence: 'The device showed it', isFinal: true },
  clicked: { meaning: 'working', word: 'Clicked', sentence: 'It was opened', isFinal: true },
  failed: { meaning: 'attention', word: 'Failed', sentence: 'It cannot be delivered', isFinal: true },
  expired: {
    meaning: 'attention',
    word: 'Expired',
    sentence: 'Its time ran out before it could be delivered',
    isFinal: true,
  },
  suppressed: { meaning: 'stopped', word: 'Not sent', sentence: 'Held back by a rule', isFinal: true },
  cancelled: {
    meaning: 'stopped',
    word: 'Cancelled',
    sentence: 'It was cancelled before it went out',
    isFinal: true,
  },
} as const satisfies Record<DeliveryState, StateWords>;

/** The dispatcher's stable reason codes in words. A code that is not listed is shown as it is. */
const REASONS: Readonly<Record<string, string>> = {
  gone: 'the browser dropped the subscription',
  not_found: 'the push service no longer knows the subscription',
  unregistered: 'the app was removed',
  key_mismatch: 'the subscription was made for another server key',
  missing_key: 'this server does not have the key that locks its token',
  undecryptable: 'its stored token is damaged',
  no_token: 'notifications are off on it',
  device_revoked: 'the device was revoked',
  revoked: 'the device was revoked',
  muted: 'the device is muted',
  sending_off: 'sending is switched off on this server',
  provider_off: 'this way of sending is switched off',
  not_configured: 'this way of sending is not configured on this server',
  ttl: 'its time ran out',
  attempts_exhausted: 'every attempt failed',
  payload_too_large: 'it is too large for the push service',
  rate_limited: 'the push service asked to wait',
  throttled: 'the push service asked to wait',
  timeout: 'the push service did not answer in time',
  connect_timeout: 'the push service could not be reached in time',
  connection_refused: 'the push service refused the connection',
  connection_reset: 'the connection to the push service broke off',
  dns_failed: 'the push service’s name could not be resolved',
  tls_failed: 'no secure connection to the push service was possible',
  address_refused: 'its address is not a public one',
  network_error: 'the network failed',
  server_error: 'the push service failed',
};

/** A reason code in words; null when there is none. */
export function reasonText(reason: string | null): string | null {
  if (reason === null) return null;
  return REASONS[reason] ?? reason.replaceAll('_', ' ');
}

/** One line that says what became of a delivery and why. */
export function deliverySentence(
  delivery: Pick<Delivery, 'state' | 'reason' | 'nextAttemptAt' | 'attempts'>,
): string {
  const reason = reasonText(delivery.reason);
  if (delivery.state === 'pending' && delivery.attempts > 0) {
    return reason === null ? 'Waits for another attempt' : `Waits for another attempt: ${reason}`;
  }
  const { sentence } = DELIVERY_STATES[delivery.state];
  const saysWhy: readonly DeliveryState[] = ['failed', 'expired', 'suppressed', 'cancelled'];
  return reason === null || !saysWhy.includes(delivery.state) ? sentence : `${sentence}: ${reason}`;
}

const EVENTS = {
  queued: { meaning: 'waiting', word: 'Queued' },
  attempt: { meaning: 'waiting', word: 'Sent to the push service' },
  accepted: { meaning: 'working', word: 'Accepted by the push service' },
  retry: { meaning: 'attention', word: 'Will be tried again' },
  failed: { meaning: 'attention', word: 'Failed' },
  expired: { meaning: 'attention', word: 'Expired' },
  suppressed: { meaning: 'stopped', word: 'Not sent' },
  cancelled: { meaning: 'stopped', word: 'Cancelled' },
  received: { meaning: 'working', word: 'Received by the device' },
  displayed: { meaning: 'working', word: 'Displayed on the device' },
  clicked: { meaning: 'working', word: 'Clicked' },
  token_retired: { meaning: 'stopped', word: 'Push token retired' },
} as const satisfies Record<DeliveryEvent['kind'], { meaning: Meaning; word: string }>;

export function eventWords(event: Pick<DeliveryEvent, 'kind' | 'attempt'>): {
  meaning: Meaning;
  word: string;
} {
  const words = EVENTS[event.kind];
  if (event.kind !== 'attempt' || event.attempt === null || event.attempt < 2) return words;
  return { ...words, word: `${words.word}, attempt ${event.attempt}` };
}

/** Reports of devices may come in for this long after a push service took the message; while they may, pages stay live. */
const REPORT_WINDOW_MS = 60_000;

/** Whether a notification's counts can still change soon. */
export function isLive(
  notification: Pick<Notification, 'status' | 'counts' | 'createdAt'>,
  now: Date,
): boolean {
  if (notification.status === 'expanding' || notification.status === 'sending') return true;
  const isRecent = now.getTime() - new Date(notification.createdAt).getTime() < REPORT_WINDOW_MS;
  return isRecent && notification.counts.accepted + notification.counts.received > 0;
}

export interface Tally {
  readonly meaning: Meaning;
  readonly word: string;
  readonly count: number;
}

/** Counts by what they mean to a person, without zeros: "3 displayed, 1 failed". A state later on the way includes none of the earlier. */
export function tallies(counts: Notification['counts']): readonly Tally[] {
  const states = Object.keys(DELIVERY_STATES) as DeliveryState[];
  return states
    .filter((state) => counts[state] > 0)
    .map((state) => ({
      meaning: DELIVERY_STATES[state].meaning,
      word: DELIVERY_STATES[state].word.toLowerCase(),
      count: counts[state],
    }));
}

/** A notification in one word: the worst that happened if it is over, else that it is on its way. */
export function notificationStatus(notification: Pick<Notification, 'status' | 'counts'>): {
  meaning: Meaning;
  word: string;
} {
  const { status, counts } = notification;
  if (status === 'cancelled') return { meaning: 'stopped', word: 'Cancelled' };
  if (status === 'expanding' || status === 'sending') return { meaning: 'waiting', word: 'Sending' };
  if (counts.total === 0) return { meaning: 'stopped', word: 'No devices' };
  const failed = counts.failed + counts.expired;
  if (failed === counts.total) return { meaning: 'attention', word: 'Failed' };
  if (failed > 0) return { meaning: 'attention', word: 'Partly failed' };
  if (counts.suppressed + counts.cancelled === counts.total) return { meaning: 'stopped', word: 'Not sent' };
  return { meaning: 'working', word: counts.displayed + counts.clicked > 0 ? 'Displayed' : 'Accepted' };
}
