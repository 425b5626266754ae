/** Lets at most `limit` tasks run at once; the others wait in the order in which they came. */
export interface ConcurrencyLimit {
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** @throws {RangeError} for a limit below 1 */
export function createConcurrencyLimit(limit: number): ConcurrencyLimit {
  if (!(limit >= 1)) throw new RangeError('Expected a limit of at least 1');
  const waiting: (() => void)[] = [];
  let running = 0;

  return {
    run: async (task) => {
      // A task that ends hands its place over, so that nobody who comes meanwhile can take it.
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await task();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
