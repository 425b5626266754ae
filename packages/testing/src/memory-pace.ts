import type { SendPace } from '@carillon/push/dispatch/send-pace';

/** The pace of one process, for tests that need no database; passes the same suite as the shared one. */
export function createMemoryPace(): SendPace {
  const nextAtMs = new Map<string, number>();
  return {
    reserve: async ({ scope, count, perSecond, maxWaitMs }) => {
      const nowMs = performance.now();
      const startsAtMs = Math.max(nextAtMs.get(scope) ?? 0, nowMs);
      const waitMs = startsAtMs - nowMs;
      if (waitMs > maxWaitMs) return { isTaken: false, waitMs };
      nextAtMs.set(scope, startsAtMs + (count / perSecond) * 1000);
      return { isTaken: true, waitMs };
    },
  };
}
