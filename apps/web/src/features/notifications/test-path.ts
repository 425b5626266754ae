import type { Delivery } from '@/wire/wire-types.ts';

export type StepState = 'done' | 'current' | 'ahead' | 'failed' | 'skipped';

export interface PathStep {
  readonly id: 'queued' | 'sent' | 'accepted' | 'displayed';
  readonly label: string;
  readonly state: StepState;
  /** When it happened; null while it has not. */
  readonly at: string | null;
}

type PathInput = Pick<
  Delivery,
  'state' | 'createdAt' | 'acceptedAt' | 'displayedAt' | 'clickedAt' | 'events'
>;

const LABELS = {
  queued: 'Queued',
  sent: 'Sent to the push service',
  accepted: 'Accepted',
  displayed: 'Displayed',
} as const;
const ORDER = ['queued', 'sent', 'accepted', 'displayed'] as const;
const STOPPED: readonly Delivery['state'][] = ['failed', 'expired', 'suppressed', 'cancelled'];

/**
 * The way of one message to one device in four steps, for a person who watches it. `undefined`: the server was asked to
 * send and has not answered with the delivery yet.
 */
export function testPath(delivery: PathInput | undefined): readonly PathStep[] {
  if (delivery === undefined) return ORDER.map((id) => step(id, id === 'queued' ? 'current' : 'ahead', null));
  const times = timesOf(delivery);
  const reached = ORDER.findLastIndex((id) => times[id] !== null);
  const hasStopped = STOPPED.includes(delivery.state);
  return ORDER.map((id, index) => {
    if (index <= reached) return step(id, 'done', times[id]);
    if (hasStopped) return step(id, index === reached + 1 ? 'failed' : 'skipped', null);
    return step(id, index === reached + 1 ? 'current' : 'ahead', null);
  });
}

function step(id: PathStep['id'], state: StepState, at: string | null): PathStep {
  return { id, label: LABELS[id], state, at };
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
  return { queued: delivery.createdAt, sent, accepted, displayed };
}

function beganAt(endedAt: string, durationMs: number): string {
  return new Date(Date.parse(endedAt) - durationMs).toISOString();
}

/** Whether the path can still change: nothing is final before the device reported, or the message stopped. */
export function isPathOpen(delivery: PathInput | undefined): boolean {
  if (delivery === undefined) return true;
  return !STOPPED.includes(delivery.state) && delivery.displayedAt === null && delivery.clickedAt === null;
}
