import type { JobProducer } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { chunksOf } from './chunks.ts';
import { chunkJob, type ExpandJobData } from './jobs.ts';
import type { ExpansionStore, Ledger } from './ports.ts';
import { RESERVATION_MS } from './timing.ts';

/** Rows in one transaction: large enough to be fast, small enough that chunks are sent while the rest is expanded. */
export const EXPANSION_PAGE_DEVICES = 5_000;

export interface ExpandDependencies {
  readonly expansion: ExpansionStore;
  readonly ledger: Pick<Ledger, 'finish'>;
  readonly queue: JobProducer;
  readonly log: Logger;
}

/**
 * Turns an audience into deliveries and chunk jobs, a page and a transaction at a time. The cursor is saved with each
 * page, so that it can end anywhere and go on elsewhere; two that run at once take turns on the notification's row.
 */
export async function expand(
  { expansion, ledger, queue, log }: ExpandDependencies,
  { notificationId, requestId }: ExpandJobData,
  signal: AbortSignal,
): Promise<void> {
  let expanded = 0;
  const page = { size: EXPANSION_PAGE_DEVICES, reservationMs: RESERVATION_MS.bulk };
  while (!signal.aborted) {
    const added = await expansion.expandPage(notificationId, page, async (reserved, executor) => {
      const jobs = chunksOf(notificationId, reserved, requestId);
      await queue.enqueue(chunkJob, jobs, { executor, priority: 'bulk' });
    });
    if (added === null) {
      // Everything may have been sent before the last page said that it was the last.
      await ledger.finish(notificationId);
      log.info({ notification_id: notificationId, request_id: requestId, expanded }, 'notification expanded');
      return;
    }
    expanded += added;
  }
  throw new Error('Stopping: the expansion goes on elsewhere');
}
