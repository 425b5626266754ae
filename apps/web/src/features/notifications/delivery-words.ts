import type { Meaning } from '@/components/meaning.tsx';
import type { Delivery, DeliveryEvent, Notification } from '@/wire/wire-types.ts';

export type DeliveryState = Delivery['state'];

interface StateWords {
  readonly meaning: Meaning;
  readonly word: string;
  /** Whether nothing more can happen on the way to the device. */
  readonly isFinal: boolean;
}

/** Every delivery state in words, in the order of a message's way. */
export const DELIVERY_STATES = {
  pending: { meaning: 'waiting', word: 'Queued', isFinal: false },
  sending: { meaning: 'waiting', word: 'Sending', isFinal: false },
  accepted: { meaning: 'working', word: 'Accepted', isFinal: true },
  received: { meaning: 'working', word: 'Received', isFinal: true },
  displayed: { meaning: 'working', word: 'Displayed', isFinal: true },
  clicked: { meaning: 'working', word: 'Clicked', isFinal: true },
  failed: { meaning: 'attention', word: 'Failed', isFinal: true },
  expired: { meaning: 'attention', word: 'Expired', isFinal: true },
  suppressed: { meaning: 'stopped', word: 'Not sent', isFinal: true },
  cancelled: { meaning: 'stopped', word: 'Cancelled', isFinal: true },
} as const satisfies Record<DeliveryState, StateWords>;

/**
 * What became of a message on one device, in a word. An agent takes messages from its inbox, and says itself what it did
 * with each (SEC-9): "received" alone would hide that it failed.
 */
export function deliveryStatus({ state, channel, reason }: Pick<Delivery, 'state' | 'channel' | 'reason'>): {
  readonly meaning: Meaning;
  readonly word: string;
} {
  if (channel === 'inbox' && state === 'accepted') return { meaning: 'waiting', word: 'In its inbox' };
  if (channel === 'inbox' && state === 'received') {
    return reason === 'agent_failed'
      ? { meaning: 'attention', word: 'Not processed' }
      : { meaning: 'working', word: 'Processed' };
  }
  return DELIVERY_STATES[state];
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

type Lively = Pick<Notification, 'status' | 'counts' | 'createdAt' | 'sendAt'>;

/** Whether a notification's counts can still change soon. */
export function isLive(notification: Lively, now: Date): boolean {
  const { status, counts } = notification;
  if (status === 'expanding' || status === 'sending') return true;
  const sinceStartMs = now.getTime() - startOf(notification);
  if (status === 'scheduled') return sinceStartMs > -SCHEDULE_MARGIN_MS;
  return sinceStartMs < REPORT_WINDOW_MS && counts.accepted + counts.received > 0;
}

/** When it went out, or will. */
function startOf({ sendAt, createdAt }: Pick<Notification, 'sendAt' | 'createdAt'>): number {
  return Math.max(Date.parse(createdAt), sendAt === null ? 0 : Date.parse(sendAt));
}

/** Clocks differ a little; a page that waits for a schedule looks often from this long before. */
const SCHEDULE_MARGIN_MS = 5_000;
const LIVE_MS = 1_000;
const QUIET_MS = 15_000;
/** Later reports are seen when somebody comes back to the page. */
const QUIET_WINDOW_MS = 10 * 60_000;

/** How often a page asks anew: each second while something moves, at times while a report may come, and then no more. */
export function pollIntervalMs(notification: Lively, now: Date): number | false {
  if (isLive(notification, now)) return LIVE_MS;
  if (notification.status === 'scheduled') return QUIET_MS;
  return now.getTime() - startOf(notification) < QUIET_WINDOW_MS ? QUIET_MS : false;
}

export interface Tally {
  readonly state: DeliveryState;
  readonly meaning: Meaning;
  readonly word: string;
  readonly count: number;
}

/**
 * Counts by what they mean to a person, without zeros: "3 displayed, 1 failed, 2 queued". What still waits comes last, so
 * that a bar of them fills from its beginning. A state later on the way includes none of the earlier.
 */
export function tallies(counts: Notification['counts']): readonly Tally[] {
  const states = (Object.keys(DELIVERY_STATES) as DeliveryState[]).filter((state) => counts[state] > 0);
  return states
    .toSorted((a, b) => Number(DELIVERY_STATES[b].isFinal) - Number(DELIVERY_STATES[a].isFinal))
    .map((state) => ({
      state,
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
  if (status === 'scheduled') return { meaning: 'waiting', word: 'Scheduled' };
  if (status === 'cancelled') return { meaning: 'stopped', word: 'Cancelled' };
  if (status === 'expanding' || status === 'sending') return { meaning: 'waiting', word: 'Sending' };
  if (counts.total === 0) return { meaning: 'stopped', word: 'No devices' };
  const failed = counts.failed + counts.expired;
  if (failed === counts.total) return { meaning: 'attention', word: 'Failed' };
  if (failed > 0) return { meaning: 'attention', word: 'Partly failed' };
  if (counts.suppressed + counts.cancelled === counts.total) return { meaning: 'stopped', word: 'Not sent' };
  return { meaning: 'working', word: counts.displayed + counts.clicked > 0 ? 'Displayed' : 'Accepted' };
}
