import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@carillon/runtime/logger';
import type { ChunkJobData } from './jobs.ts';

/** Runs chunks for the queue's handlers, without letting slow ones keep others waiting. */
export interface ChunkSlots {
  /** Resolves when the chunk is done, or when it takes so long that the next one may begin beside it. */
  run(job: ChunkJobData, signal: AbortSignal): Promise<void>;
  /** Resolves when everything that was begun is done. */
  drain(): Promise<void>;
}

export interface ChunkSlotsOptions {
  readonly deliver: (job: ChunkJobData, signal: AbortSignal) => Promise<void>;
  /** A chunk that takes longer gives its place in the queue to the next one and goes on. */
  readonly patienceMs: number;
  /** Chunks that may go on in this way. Bounds what a process holds in memory. */
  readonly maxBehind: number;
  readonly log: Logger;
}

/**
 * A chunk is as slow as the slowest push service in it. Those of one that takes seconds to answer would soon hold every
 * place of the queue, and messages to all others would wait behind them. The job of a chunk that goes on counts as done:
 * should this process die, its rows come back when their lease ends, as they would anyway.
 */
export function createChunkSlots({ deliver, patienceMs, maxBehind, log }: ChunkSlotsOptions): ChunkSlots {
  const behind = new Set<Promise<void>>();

  const goOn = (job: ChunkJobData, work: Promise<void>): void => {
    const settled = work
      .catch((error) => {
        const { notificationId, channel } = job;
        log.error({ err: error, notification_id: notificationId, channel }, 'a chunk could not be finished');
      })
      .finally(() => behind.delete(settled));
    behind.add(settled);
  };

  return {
    run: async (job, signal) => {
      const work = deliver(job, signal);
      if (behind.size >= maxBehind) return work;
      const timer = new AbortController();
      const isDone = await Promise.race([
        work.then(() => true).finally(() => timer.abort()),
        sleep(patienceMs, false, { signal: timer.signal }).catch(() => true),
      ]);
      if (!isDone) goOn(job, work);
      else await work;
    },
    drain: async () => {
      while (behind.size > 0) await Promise.all(behind);
    },
  };
}
