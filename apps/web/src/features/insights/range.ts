/** How far back the figures go. */
export type Range = '1h' | '24h' | '7d' | '30d';

const HOUR_MS = 3_600_000;
const LENGTHS_MS: Record<Range, number> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '30d': 30 * 24 * HOUR_MS,
};
/** The server's shortest interval: a range that moves on in these steps is asked for once a step. */
const STEP_MS = 300_000;

export const RANGES: ReadonlyArray<{ readonly value: Range; readonly label: string }> = [
  { value: '1h', label: '1 hour' },
  { value: '24h', label: '24 hours' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
];

/** Reads `?range=7d`; a day where it says nothing that is understood. */
export function rangeFromQuery(query: Pick<URLSearchParams, 'get'>): Range {
  return RANGES.find(({ value }) => value === query.get('range'))?.value ?? '24h';
}

/** Where a range begins, on a full interval; it ends in the interval that `now` is in. */
export function rangeStart(range: Range, now: Date): Date {
  const end = Math.ceil((now.getTime() + 1) / STEP_MS) * STEP_MS;
  return new Date(end - LENGTHS_MS[range]);
}
