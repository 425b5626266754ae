/** Gathers what comes one by one into batches, and runs a bounded number of them at once. */
export interface BatchQueue<T> {
  /** Leaves with others: as soon as a batch is full, or has waited long enough, and there is room to run it. */
  add(item: T): void;
  /** A batch as it is, before everything that waits. */
  addBatch(items: readonly T[]): void;
}

export interface BatchQueueOptions<T> {
  /** Items of one batch at the most. */
  readonly maxItems: number;
  /** How long an item waits for company. While there is no room, it waits longer and gets more. */
  readonly lingerMs: number;
  readonly batchesAtOnce: number;
  /** Must not reject: an item's fate is its own matter. */
  readonly run: (items: readonly T[]) => Promise<void>;
}

/** @see BatchQueue */
export function createBatchQueue<T>(options: BatchQueueOptions<T>): BatchQueue<T> {
  const ready: (readonly T[])[] = [];
  let gathering: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let hasLingered = false;
  let running = 0;

  const takeGathered = (): readonly T[] | undefined => {
    if (gathering.length === 0 || (gathering.length < options.maxItems && !hasLingered)) return undefined;
    const items = gathering.slice(0, options.maxItems);
    gathering = gathering.slice(options.maxItems);
    if (gathering.length === 0) {
      clearTimeout(timer);
      timer = undefined;
      hasLingered = false;
    }
    return items;
  };

  const pump = (): void => {
    while (running < options.batchesAtOnce) {
      const items = ready.shift() ?? takeGathered();
      if (items === undefined) return;
      running += 1;
      void options.run(items).then(() => {
        running -= 1;
        pump();
      });
    }
  };

  return {
    add: (item) => {
      gathering.push(item);
      timer ??= setTimeout(() => {
        hasLingered = true;
        pump();
      }, options.lingerMs);
      if (gathering.length >= options.maxItems) pump();
    },
    addBatch: (items) => {
      ready.push(items);
      pump();
    },
  };
}
