import {
  chunkJob,
  expandJob,
  promptJob,
  STALE_CLEANUP_CRON,
  staleCleanupJob,
} from '@carillon/notifications/jobs';
import { checkReceipts } from '@carillon/notifications/provider-receipts';
import { RETENTION_CRON, removeOld, retentionJob } from '@carillon/notifications/retention';
import { startDue } from '@carillon/notifications/schedule';
import { cleanUpStale } from '@carillon/push/devices/stale-cleanup';
import { reencrypt } from '@carillon/push/vault/reencryption';
import type { Logger } from '@carillon/runtime/logger';
import { startRepeating } from '@carillon/runtime/repeat';
import { runProcess } from '@carillon/runtime/run-process';
import type { Shutdown } from '@carillon/runtime/shutdown';
import { createContainer, openSending } from './container.ts';
import { readEnv, type WorkerEnv } from './env.ts';
import { createChunkHandler } from './handlers/chunk.handler.ts';
import { createExpandHandler } from './handlers/expand.handler.ts';

/** Chunks at once: while one waits for the database, the other sends. */
const CHUNK_CONCURRENCY = 2;
/** Messages to few, beside the chunks of broadcasts. */
const PROMPT_CONCURRENCY = 4;
const EXPAND_CONCURRENCY = 1;
/** How soon after an administrator asked for it. */
const REENCRYPTION_INTERVAL_MS = 3_000;
/** How late a scheduled notification may begin. */
const SCHEDULE_INTERVAL_MS = 500;
/** Receipts of providers are due in minutes. */
const RECEIPTS_INTERVAL_MS = 5_000;

/** What is closed last is opened first: jobs end before the providers do, and these before the database. */
async function start(env: WorkerEnv, log: Logger, shutdown: Shutdown): Promise<void> {
  const container = createContainer(env, log);
  const { database, queue, flusher, sweeper, expansion } = container;
  shutdown.add('database', () => database.close());
  shutdown.add('metrics', () => flusher.close());
  const sending = await openSending(env, log, container);
  shutdown.add('providers', () => sending.close());
  const { slots, providerReceipts } = sending;
  shutdown.add('chunks', () => slots.drain());
  shutdown.add('queue', () => queue.stop());
  await queue.start();
  await queue.work(expandJob, createExpandHandler(expansion), { concurrency: EXPAND_CONCURRENCY });
  await queue.work(retentionJob, async (_, signal) => void (await removeOld(container.retention, signal)), {
    concurrency: 1,
  });
  await queue.schedule(retentionJob, RETENTION_CRON, {});
  const cleanUp = async (_: object, signal: AbortSignal) =>
    void (await cleanUpStale(container.staleCleanup, signal));
  await queue.work(staleCleanupJob, cleanUp, { concurrency: 1 });
  await queue.schedule(staleCleanupJob, STALE_CLEANUP_CRON, {});
  await queue.work(promptJob, createChunkHandler(slots), { concurrency: PROMPT_CONCURRENCY });
  await queue.work(chunkJob, createChunkHandler(slots), { concurrency: CHUNK_CONCURRENCY });
  const reencryption = startRepeating({
    name: 're-encryption',
    everyMs: REENCRYPTION_INTERVAL_MS,
    run: (signal) => reencrypt(container.reencryption, signal),
    log,
  });
  shutdown.add('re-encryption', () => reencryption.stop());
  const schedule = startRepeating({
    name: 'scheduled notifications',
    everyMs: SCHEDULE_INTERVAL_MS,
    run: async (signal) => {
      await startDue(container.scheduling, signal);
    },
    log,
  });
  shutdown.add('schedule', () => schedule.stop());
  if (providerReceipts !== null) {
    const receipts = startRepeating({
      name: 'receipts of providers',
      everyMs: RECEIPTS_INTERVAL_MS,
      run: (signal) => checkReceipts(providerReceipts, signal),
      log,
    });
    shutdown.add('receipts', () => receipts.stop());
  }
  sweeper.start();
  shutdown.add('sweeper', () => sweeper.stop());
  log.info('the worker is ready');
}

await runProcess({ name: 'worker', readEnv, start });
