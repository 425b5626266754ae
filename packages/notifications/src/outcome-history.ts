import { invalidField } from '@carillon/contracts/errors';
import type { OutcomeHistory } from '@carillon/contracts/installation';

/** Outcomes of attempts, counted in intervals of five minutes. */
export interface OutcomeHistoryStore {
  /** The database's clock. */
  now(): Promise<Date>;
  /**
   * Sums over intervals of `intervalSeconds`, which begin at multiples of it since 1970; of each interval that begins
   * at `from` or later and before `to`. Oldest first.
   */
  read(range: {
    readonly from: Date;
    readonly to: Date;
    readonly intervalSeconds: number;
  }): Promise<OutcomeHistory['points']>;
}

export interface OutcomeStats {
  /**
   * How attempts ended between two times, for charts: at most 300 intervals, the first being the one that `from` falls into.
   *
   * @throws {AppError} `validation_failed` when `from` is not before `to`, which is now if left out
   */
  read(range: { readonly from: Date; readonly to?: Date | undefined }): Promise<OutcomeHistory>;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 86_400;
const MAX_INTERVALS = 300;
/** Lengths that begin where people expect it, on the hour or at midnight; then whole days. */
const LENGTHS_SECONDS = [
  5 * MINUTE_SECONDS,
  15 * MINUTE_SECONDS,
  30 * MINUTE_SECONDS,
  HOUR_SECONDS,
  3 * HOUR_SECONDS,
  6 * HOUR_SECONDS,
  12 * HOUR_SECONDS,
  DAY_SECONDS,
] as const;

export function createOutcomeStats(store: OutcomeHistoryStore): OutcomeStats {
  return {
    read: async ({ from, to: given }) => {
      const to = given ?? (await store.now());
      if (from >= to) throw invalidField('from', 'Expected a time before "to", which is now if left out');
      const intervalSeconds = chooseInterval(from, to);
      const first = new Date(intervalOf(from, intervalSeconds) * intervalSeconds * 1_000);
      return { intervalSeconds, points: await store.read({ from: first, to, intervalSeconds }) };
    },
  };
}

/** Seconds of the shortest interval of which no more than 300 touch the range. */
export function chooseInterval(from: Date, to: Date): number {
  const fits = (seconds: number): boolean =>
    intervalOf(to, seconds) - intervalOf(from, seconds) < MAX_INTERVALS;
  const usual = LENGTHS_SECONDS.find(fits);
  if (usual !== undefined) return usual;
  const days = Math.ceil((to.getTime() - from.getTime()) / 1_000 / DAY_SECONDS / (MAX_INTERVALS - 1));
  return days * DAY_SECONDS;
}

function intervalOf(at: Date, seconds: number): number {
  return Math.floor(at.getTime() / 1_000 / seconds);
}
