/** Lets at most `limit` tasks of one key run at once; the others of that key wait in the order in which they came. */
export interface ConcurrencyLimit {
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
}

interface Lane {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Keys do not hold each other up: of two push services, one that hangs takes only its own places. A key without tasks
 * takes no memory.
 *
 * @throws {RangeError} for a limit below 1
 */
export function createConcurrencyLimit(limit: number): ConcurrencyLimit {
  if (!(limit >= 1)) throw new RangeError('Expected a limit of at least 1');
  const lanes = new Map<string, Lane>();

  return {
    run: async (key, task) => {
      const lane = lanes.get(key) ?? { running: 0, waiting: [] };
      lanes.set(key, lane);
      // A task that ends hands its place over, so that nobody who comes meanwhile can take it.
      if (lane.running >= limit) await new Promise<void>((resolve) => lane.waiting.push(resolve));
      else lane.running += 1;
      try {
        return await task();
      } finally {
        const next = lane.waiting.shift();
        if (next !== undefined) next();
        else {
          lane.running -= 1;
          if (lane.running === 0) lanes.delete(key);
        }
      }
    },
  };
}
