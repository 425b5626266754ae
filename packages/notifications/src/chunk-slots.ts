import type { Logger } from '@carillon/runtime/logger';
import type { ChunkRun } from './deliver-chunk.ts';
import type { ChunkJobData } from './jobs.ts';

/** Runs chunks for the queue's handlers, without letting slow ones keep others waiting. */
export interface ChunkSlots {
  /** Resolves when the chunk is done, or when nothing of it waits for its turn, so that the next one may begin beside it. */
  run(job: ChunkJobData, signal: AbortSignal): Promise<void>;
  /** Resolves when everything that was begun is done. */
  drain(): Promise<void>;
}

export interface ChunkSlotsOptions {
  readonly deliver: (job: ChunkJobData, run: ChunkRun) => Promise<void>;
  /** Chunks that may go on beside those that hold a place of the queue. Bounds what a process holds in memory. */
  readonly maxBehind: number;
  readonly log: Logger;
}

/**
 * A chunk ends when its last answer has come. Those of a push service that takes seconds to answer would soon hold every
 * place of the queue, and messages to all others would wait behind them; so a chunk all of whose messages have left gives
 * its place away. The job of a chunk that goes on counts as done: should this process die, its rows come back when their
 * lease ends, as they would anyway.
 */
export function createChunkSlots({ deliver, maxBehind, log }: ChunkSlotsOptions): ChunkSlots {
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
      const started = Promise.withResolvers<'going on'>();
      const work = deliver(job, { signal, onAllStarted: () => started.resolve('going on') });
      const state = await Promise.race([work, started.promise]);
      if (state === 'going on' && behind.size < maxBehind) goOn(job, work);
      else await work;
    },
    drain: async () => {
      while (behind.size > 0) await Promise.all(behind);
    },
  };
}
