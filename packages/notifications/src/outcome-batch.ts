/** Collects what was decided and writes it in batches, one after the other, while more is being sent. */
export interface OutcomeBatch<T> {
  add(item: T): void;
  /** Writes what is left; rejects if any batch could not be written. */
  close(): Promise<void>;
}

export interface OutcomeBatchOptions<T> {
  readonly write: (items: readonly T[]) => Promise<void>;
  /** A crash repeats at the most what was not written yet, so that neither of these may be large. */
  readonly maxItems: number;
  readonly maxWaitMs: number;
}

/** @see OutcomeBatch */
export function createOutcomeBatch<T>({
  write,
  maxItems,
  maxWaitMs,
}: OutcomeBatchOptions<T>): OutcomeBatch<T> {
  let items: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (items.length === 0) return;
    const batch = items;
    items = [];
    writing = writing.then(() => write(batch));
    // `close` reports it; until then it must not count as unhandled.
    writing.catch(() => {});
  };

  return {
    add: (item) => {
      items.push(item);
      if (items.length >= maxItems) flush();
      else timer ??= setTimeout(flush, maxWaitMs);
    },
    close: async () => {
      flush();
      await writing;
    },
  };
}
