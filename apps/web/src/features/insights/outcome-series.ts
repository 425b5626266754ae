import type { OutcomeHistory } from '@carillon/contracts/installation';
import type { Channel } from '@carillon/contracts/providers';
import type { Meaning } from '@/components/meaning.tsx';

/** Each outcome class, as the attempts' history names it, by what it means to a person. */
const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['accepted', 'working'],
  ['throttled', 'waiting'],
  ['transient', 'waiting'],
  ['ambiguous', 'waiting'],
  ['payload', 'attention'],
  ['config', 'attention'],
  ['token_invalid', 'stopped'],
]);

/** What a meaning says of an attempt. */
export const OUTCOME_WORDS = {
  working: { word: 'Accepted', sentence: 'The push service took the message' },
  waiting: { word: 'To try again', sentence: 'A limit, a failure of the network or of the push service' },
  attention: { word: 'Refused', sentence: 'The message or our credentials were not taken' },
  stopped: { word: 'Gone', sentence: 'The app or the subscription is no longer there' },
} as const satisfies Record<Meaning, { readonly word: string; readonly sentence: string }>;

/** In the order that they are stacked and listed. */
export const OUTCOME_ORDER = [
  'working',
  'waiting',
  'attention',
  'stopped',
] as const satisfies readonly Meaning[];

/** A class that a newer worker writes is worth a look. */
export function meaningOf(status: string): Meaning {
  return MEANINGS.get(status) ?? 'attention';
}

type Tally = Readonly<Record<Meaning, number>>;

/** One interval's outcomes. */
export interface Bucket extends Tally {
  /** When it begins, in milliseconds since 1970. */
  readonly atMs: number;
}

interface WirePoint {
  readonly at: string;
  readonly channel: Channel;
  readonly status: string;
  readonly count: number;
}
type WireHistory = Pick<OutcomeHistory, 'intervalSeconds'> & { readonly points: readonly WirePoint[] };

const NONE: Tally = { working: 0, waiting: 0, attention: 0, stopped: 0 };

/**
 * The history as intervals without gaps, so that a quiet hour is seen as one. `channel`: that way alone; null: all.
 */
export function bucketsOf(
  { intervalSeconds, points }: WireHistory,
  { from, to, channel }: { readonly from: Date; readonly to: Date; readonly channel: Channel | null },
): readonly Bucket[] {
  const stepMs = intervalSeconds * 1000;
  const startOf = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  const byStart = new Map<number, Record<Meaning, number>>();
  for (let atMs = startOf(from.getTime()); atMs < to.getTime(); atMs += stepMs)
    byStart.set(atMs, { ...NONE });
  for (const point of points) {
    if (channel !== null && point.channel !== channel) continue;
    const bucket = byStart.get(startOf(Date.parse(point.at)));
    if (bucket !== undefined) bucket[meaningOf(point.status)] += point.count;
  }
  return [...byStart].map(([atMs, tally]) => ({ atMs, ...tally }));
}

export function sumOf(buckets: readonly Tally[]): Tally {
  const sum = { ...NONE };
  for (const bucket of buckets) for (const meaning of OUTCOME_ORDER) sum[meaning] += bucket[meaning];
  return sum;
}

export function totalOf(tally: Tally): number {
  return OUTCOME_ORDER.reduce((total, meaning) => total + tally[meaning], 0);
}

/** "99.2 %" of attempts accepted; null where there were none. Never rounded up to a perfect 100. */
function acceptedShareText(tally: Tally): string | null {
  const total = totalOf(tally);
  if (total === 0) return null;
  const percent = (tally.working / total) * 100;
  const shown = percent === 100 ? 100 : Math.floor(percent * 10) / 10;
  return `${shown.toLocaleString('en-GB')} %`;
}

/** `1 attempt, 100 % accepted`. */
export function attemptsText(tally: Tally): string {
  const total = totalOf(tally);
  const attempts = total === 1 ? 'attempt' : 'attempts';
  return `${total.toLocaleString('en-GB')} ${attempts}, ${acceptedShareText(tally) ?? 'none'} accepted`;
}

/** Each outcome class of one way with its attempts, the most frequent first. */
export function classesOf(
  points: readonly WirePoint[],
  channel: Channel,
): ReadonlyArray<{ readonly status: string; readonly count: number }> {
  const counts = new Map<string, number>();
  for (const point of points) {
    if (point.channel === channel) counts.set(point.status, (counts.get(point.status) ?? 0) + point.count);
  }
  return [...counts].map(([status, count]) => ({ status, count })).toSorted((a, b) => b.count - a.count);
}
