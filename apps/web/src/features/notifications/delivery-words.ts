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

/** Why a delivery is where it is, in a sentence: the server's own where it did not just go through. */
export function deliverySentence(delivery: Pick<Delivery, 'state' | 'reason' | 'events'>): string {
  const { state, reason, events } = delivery;
  const explained =
    events.findLast((event) => event.kind === state && event.reason !== null) ??
    events.findLast((event) => event.reason !== null && event.reason === reason);
  return explained?.detail ?? DELIVERY_STATES[state].sentence;
}

/** What each step of a trace means; its words come from the server. */
export const EVENT_MEANINGS = {
  queued: 'waiting',
  attempt: 'waiting',
  accepted: 'working',
  retry: 'attention',
  failed: 'attention',
  expired: 'attention',
  suppressed: 'stopped',
  cancelled: 'stopped',
  received: 'working',
  displayed: 'working',
  clicked: 'working',
  token_retired: 'stopped',
  receipt: 'waiting',
} as const satisfies Record<DeliveryEvent['kind'], Meaning>;

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
