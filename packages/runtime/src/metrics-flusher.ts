import type { Logger } from './logger.ts';
import type { CounterStore, MetricsBuffer } from './metrics.ts';

export interface MetricsFlusherOptions {
  readonly buffer: MetricsBuffer;
  readonly store: CounterStore;
  /** How often counts move to the store; a process that is killed loses at most this much of them. */
  readonly intervalMs: number;
  readonly log: Logger;
}

export interface MetricsFlusher {
  /** Stores what was counted so far. Never rejects: what cannot be stored is kept and logged. */
  flush(): Promise<void>;
  /** Stops the timer and stores what is left. */
  close(): Promise<void>;
}

/**
 * Moves counts from this process to the store that all processes share, every `intervalMs` and on `close`. While the
 * store is away counts gather here. A store that commits and then loses the answer is added to twice: a count may be
 * too high after a database failure, and is never too low.
 */
export function startMetricsFlusher({
  buffer,
  store,
  intervalMs,
  log,
}: MetricsFlusherOptions): MetricsFlusher {
  let running: Promise<void> = Promise.resolve();
  let away = false;

  const storeOnce = async (): Promise<void> => {
    const deltas = buffer.take();
    if (deltas.length === 0) return;
    try {
      await store.add(deltas);
      away = false;
    } catch (error) {
      buffer.giveBack(deltas);
      if (!away) log.warn({ err: error }, 'metrics cannot be stored at the moment; they are kept in memory');
      away = true;
    }
  };
  const flush = (): Promise<void> => {
    running = running.then(storeOnce);
    return running;
  };

  const timer = setInterval(() => void flush(), intervalMs);
  timer.unref();
  return {
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}
