import type { Notification } from '@/wire/wire-types.ts';

/** How far a broadcast was at one moment. */
export interface Sample {
  readonly atMs: number;
  readonly settled: number;
}

/** Long enough to even out bursts, short enough to follow a change. */
const WINDOW_MS = 15_000;

/** Deliveries that nothing more will be sent for. */
export function settledOf(counts: Notification['counts']): number {
  return counts.total - counts.pending - counts.sending;
}

/** The samples with one more, without those that are too old to tell the present rate. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS && atMs < sample.atMs);
  return [...recent, sample];
}

/** Devices a second over the samples; null as long as there are not two a second apart. */
export function rateOf(samples: readonly Sample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs - first.atMs < 900) return null;
  return Math.max(0, ((last.settled - first.settled) * 1000) / (last.atMs - first.atMs));
}

/** "1,204 devices/s", "3.5 devices/s", "under 1 device/s". */
export function rateText(perSecond: number): string {
  if (perSecond < 1) return perSecond === 0 ? 'waiting' : 'under 1 device/s';
  const rounded = perSecond < 10 ? Math.round(perSecond * 10) / 10 : Math.round(perSecond);
  return `${rounded.toLocaleString('en-GB')} devices/s`;
}

/**
 * How long the rest takes at the present rate: "a few seconds left", "about 40 s left", "about 3 min left". Null while
 * that cannot be told: devices are still being found, nothing moves, or nothing is left.
 */
export function timeLeftText(
  { status, counts }: Pick<Notification, 'status' | 'counts'>,
  perSecond: number | null,
): string | null {
  const left = counts.total - settledOf(counts);
  if (status !== 'sending' || left === 0 || perSecond === null || perSecond === 0) return null;
  const seconds = left / perSecond;
  if (seconds < 5) return 'a few seconds left';
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s left`;
  if (seconds < 90 * 60) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}
