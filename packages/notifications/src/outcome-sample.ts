import type { OutcomeWindows, WindowCounts } from './ports.ts';

export interface OutcomeSampleOptions {
  readonly windows: OutcomeWindows;
  /** How long outcomes that are all well may be kept back, and how many. */
  readonly maxAgeMs: number;
  readonly maxOutcomes: number;
  readonly monotonicMs: () => number;
}

/**
 * The shared windows, with a place to gather beside them. Each batch of every worker would otherwise add to the same two
 * rows, one after the other, and most of them only to say that all is well, of which nothing follows. As soon as
 * anything fails, all that was gathered is added with it, so that it is judged by everything there is.
 */
export function createOutcomeSample(options: OutcomeSampleOptions): OutcomeWindows {
  const { windows, maxAgeMs, maxOutcomes, monotonicMs } = options;
  let gathered = new Map<string, WindowCounts>();
  let sinceMs = monotonicMs();

  return {
    add: async (counts) => {
      for (const count of counts) gathered.set(count.scope, sumOf(gathered.get(count.scope), count));
      const isDue = monotonicMs() - sinceMs >= maxAgeMs;
      const isLarge = [...gathered.values()].some(({ total }) => total >= maxOutcomes);
      if (counts.every(isWell) && !isDue && !isLarge) return [];
      const added = gathered;
      gathered = new Map();
      sinceMs = monotonicMs();
      return windows.add([...added.values()]);
    },
  };
}

function isWell({ invalid, config, failing }: WindowCounts): boolean {
  return invalid + config + failing === 0;
}

function sumOf(held: WindowCounts | undefined, added: WindowCounts): WindowCounts {
  if (held === undefined) return added;
  return {
    scope: added.scope,
    total: held.total + added.total,
    invalid: held.invalid + added.invalid,
    config: held.config + added.config,
    failing: held.failing + added.failing,
    mismatched: held.mismatched + added.mismatched,
  };
}
