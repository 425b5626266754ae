/** `prompt`: somebody waits for this one message. `bulk`: one of many, for which nobody does. */
export type SendLane = 'prompt' | 'bulk';

/** Lets only so many tasks of one key run at once; the others of that key wait, `prompt` ones before `bulk` ones. */
export interface ConcurrencyLimit {
  run<T>(key: string, lane: SendLane, task: () => Promise<T>): Promise<T>;
}

export interface ConcurrencyLimitOptions {
  /** Tasks of one key at once. */
  readonly limit: number;
  /** Of these, places that `bulk` never takes, so that a broadcast to a slow push service leaves room for a single message. */
  readonly reserved: number;
}

interface Lane {
  running: number;
  readonly prompt: (() => void)[];
  readonly bulk: (() => void)[];
}

/**
 * Keys do not hold each other up: of two push services, one that hangs takes only its own places. A key without tasks
 * takes no memory.
 *
 * @throws {RangeError} for limits under which nothing could run
 */
export function createConcurrencyLimit({ limit, reserved }: ConcurrencyLimitOptions): ConcurrencyLimit {
  if (!(limit >= 1)) throw new RangeError('Expected a limit of at least 1');
  if (!(reserved >= 0 && reserved < limit)) throw new RangeError('Expected to reserve less than the limit');
  const lanes = new Map<string, Lane>();
  const places = { prompt: limit, bulk: limit - reserved };

  /** A task that ends hands its place over in the same turn, so that nobody who comes meanwhile can take it. */
  const leave = (key: string, lane: Lane): void => {
    lane.running -= 1;
    const next = lane.prompt.shift() ?? (lane.running < places.bulk ? lane.bulk.shift() : undefined);
    if (next !== undefined) {
      lane.running += 1;
      next();
    } else if (lane.running === 0) lanes.delete(key);
  };

  return {
    run: async (key, name, task) => {
      const lane = lanes.get(key) ?? { running: 0, prompt: [], bulk: [] };
      lanes.set(key, lane);
      if (lane.running >= places[name]) await new Promise<void>((resolve) => lane[name].push(resolve));
      else lane.running += 1;
      try {
        return await task();
      } finally {
        leave(key, lane);
      }
    },
  };
}
