import type { Delivery, Device } from '@/wire/wire-types.ts';

export type StepState = 'done' | 'current' | 'ahead' | 'failed' | 'skipped';

export interface PathStep {
  readonly id: 'queued' | 'sent' | 'accepted' | 'displayed' | 'acknowledged';
  readonly label: string;
  readonly state: StepState;
  /** When it happened; null while it has not. */
  readonly at: string | null;
}

type PathInput = Pick<
  Delivery,
  'state' | 'channel' | 'reason' | 'createdAt' | 'acceptedAt' | 'displayedAt' | 'clickedAt' | 'events'
>;

type Way = ReadonlyArray<readonly [id: PathStep['id'], label: string]>;

const WAYS: Readonly<Record<Device['kind'], Way>> = {
  push: [
    ['queued', 'Queued'],
    ['sent', 'Sent to the push service'],
    ['accepted', 'Accepted'],
    ['displayed', 'Displayed'],
  ],
  // Nothing is sent to an agent: it fetches, and says what became of it.
  agent: [
    ['queued', 'Queued'],
    ['accepted', 'In its inbox'],
    ['acknowledged', 'Processed'],
  ],
};
const STOPPED: readonly Delivery['state'][] = ['failed', 'expired', 'suppressed', 'cancelled'];

/**
 * The way of one message to one device in a few steps, for a person who watches it. `undefined`: the server was asked to
 * send and has not answered with the delivery yet.
 */
export function testPath(delivery: PathInput | undefined, kind: Device['kind']): readonly PathStep[] {
  const way = WAYS[kind];
  if (delivery === undefined) {
    return way.map(([id, label], index) => ({
      id,
      label,
      state: index === 0 ? 'current' : 'ahead',
      at: null,
    }));
  }
  const times = timesOf(delivery);
  const reached = way.findLastIndex(([id]) => times[id] !== null);
  const hasStopped = STOPPED.includes(delivery.state) || delivery.reason === 'agent_failed';
  return way.map(([id, label], index) => {
    if (index <= reached) return { id, label, state: 'done', at: times[id] };
    const isNext = index === reached + 1;
    if (hasStopped) return { id, label, state: isNext ? 'failed' : 'skipped', at: null };
    return { id, label, state: isNext ? 'current' : 'ahead', at: null };
  });
}

/**
 * An attempt counts as sent when it began, which is before its outcome was written; a push service that refused the
 * message had it in its hands all the same.
 */
function timesOf(delivery: PathInput): Record<PathStep['id'], string | null> {
  const { events, acceptedAt, displayedAt, clickedAt } = delivery;
  const displayed = displayedAt ?? clickedAt;
  const accepted = acceptedAt ?? displayed;
  const attempt = events.findLast((event) => event.attempt !== null);
  const sent = attempt === undefined ? accepted : beganAt(attempt.at, attempt.durationMs ?? 0);
  const isProcessed =
    delivery.channel === 'inbox' && delivery.state === 'received' && delivery.reason !== 'agent_failed';
  const acknowledged = isProcessed
    ? (events.findLast(({ kind }) => kind === 'received')?.at ?? accepted)
    : null;
  return { queued: delivery.createdAt, sent, accepted, displayed, acknowledged };
}

function beganAt(endedAt: string, durationMs: number): string {
  return new Date(Date.parse(endedAt) - durationMs).toISOString();
}

/** Whether the path can still change: nothing is final before the device reported, or the message stopped. */
export function isPathOpen(delivery: PathInput | undefined): boolean {
  if (delivery === undefined) return true;
  if (delivery.channel === 'inbox' && delivery.state === 'received') return false;
  return !STOPPED.includes(delivery.state) && delivery.displayedAt === null && delivery.clickedAt === null;
}
