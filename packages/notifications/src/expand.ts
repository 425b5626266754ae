import type { JobBacklog, JobProducer } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { chunksOf } from './chunks.ts';
import { chunkJob, type ExpandJobData, expandJob } from './jobs.ts';
import type { ExpansionStore, Ledger } from './ports.ts';
import { RESERVATION_MS } from './timing.ts';

/** Rows in one transaction: large enough to be fast, small enough that chunks are sent while the rest is expanded. */
export const EXPANSION_PAGE_DEVICES = 5_000;
/** After so many pages the next expansion has its turn: a broadcast to millions does not keep a small topic waiting. */
const PAGES_PER_TURN = 4;
/**
 * Chunk jobs that may wait. What cannot be sent yet is better off unexpanded: a cancelled broadcast then ends at once, and
 * no row waits so long that its reservation ends.
 */
const MAX_WAITING_CHUNKS = 100;
const FULL_WAIT_SECONDS = 1;

export interface ExpandDependencies {
  readonly expansion: ExpansionStore;
  readonly ledger: Pick<Ledger, 'finish'>;
  readonly queue: JobProducer & JobBacklog;
  readonly log: Logger;
}

/**
 * Turns an audience into deliveries and chunk jobs, a page and a transaction at a time. The cursor is saved with each
 * page, so that it can end anywhere and go on elsewhere; two that run at once take turns on the notification's row.
 */
export async function expand(
  dependencies: ExpandDependencies,
  job: ExpandJobData,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, queue, log } = dependencies;
  const { notificationId, requestId } = job;
  const backlog = { priority: 'bulk', limit: MAX_WAITING_CHUNKS } as const;
  for (let pages = 0; !signal.aborted; pages += 1) {
    // Whatever fits into one page does not wait for broadcasts.
    const isFirst = pages === 0 && job.isContinued !== true;
    const isFull = !isFirst && (await queue.countWaiting(chunkJob, backlog)) >= MAX_WAITING_CHUNKS;
    if (isFull || pages >= PAGES_PER_TURN) {
      return handOn(dependencies, job, isFull ? FULL_WAIT_SECONDS : 0);
    }
    if ((await expandOnePage(dependencies, job, isFirst)) === null) {
      // Everything may have been sent before the last page said that it was the last.
      await ledger.finish(notificationId);
      log.info({ notification_id: notificationId, request_id: requestId }, 'notification expanded');
      return;
    }
  }
  throw new Error('Stopping: the expansion goes on elsewhere');
}

function expandOnePage(
  { expansion, queue }: ExpandDependencies,
  { notificationId, requestId }: ExpandJobData,
  isFirst: boolean,
): Promise<number | null> {
  const page = { size: EXPANSION_PAGE_DEVICES, reservationMs: RESERVATION_MS.bulk };
  return expansion.expandPage(notificationId, page, async (reserved, executor) => {
    const jobs = chunksOf(notificationId, reserved, { requestId, lane: 'bulk' });
    const isAll = isFirst && reserved.recipients.length < page.size;
    await queue.enqueue(chunkJob, jobs, { executor, priority: isAll ? 'group' : 'bulk' });
  });
}

async function handOn(
  { expansion, queue }: ExpandDependencies,
  { notificationId, requestId }: ExpandJobData,
  delaySeconds: number,
): Promise<void> {
  await expansion.handOn(notificationId, (executor) =>
    queue.enqueue(expandJob, [{ notificationId, requestId, isContinued: true }], {
      executor,
      priority: 'bulk',
      delaySeconds,
    }),
  );
}
