import { chunkJob, expandJob } from '@carillon/notifications/jobs';
import { EnvError } from '@carillon/runtime/env';
import { createLogger, type Logger } from '@carillon/runtime/logger';
import { createShutdown, type Shutdown } from '@carillon/runtime/shutdown';
import { createContainer, openSending } from './container.ts';
import { readEnv, type WorkerEnv } from './env.ts';
import { createChunkHandler } from './handlers/chunk.handler.ts';
import { createExpandHandler } from './handlers/expand.handler.ts';

/** All closers together (F-10): attempts that are under way end within their deadline of 10 s and are written. */
const SHUTDOWN_LIMIT_MS = 25_000;
/** Chunks at once: while one waits for the database, the other sends. */
const CHUNK_CONCURRENCY = 3;
const EXPAND_CONCURRENCY = 1;

/** Starts the worker; ends with code 1 and one message when it cannot. */
async function main(): Promise<void> {
  const env = readSettings();
  const log = createLogger({ name: 'worker', level: env.LOG_LEVEL });
  const shutdown = createShutdown({ log, host: process, limitMs: SHUTDOWN_LIMIT_MS });
  try {
    await start(env, log, shutdown);
  } catch (error) {
    log.fatal({ err: error }, 'the worker could not be started');
    await shutdown.run('start failed', 1);
  }
}

/** What is closed last is opened first: jobs end before the providers do, and these before the database. */
async function start(env: WorkerEnv, log: Logger, shutdown: Shutdown): Promise<void> {
  const container = createContainer(env, log);
  const { database, queue, flusher, sweeper, expansion } = container;
  shutdown.add('database', () => database.close());
  shutdown.add('metrics', () => flusher.close());
  if (env.WEBPUSH_TEST_ORIGINS.length > 0) {
    log.warn(
      { origins: env.WEBPUSH_TEST_ORIGINS },
      'these origins skip the guard of push addresses; never in production',
    );
  }
  const sending = await openSending(env, log, container);
  shutdown.add('providers', () => sending.close());
  shutdown.add('queue', () => queue.stop());
  await queue.start();
  await queue.work(expandJob, createExpandHandler(expansion), { concurrency: EXPAND_CONCURRENCY });
  await queue.work(chunkJob, createChunkHandler(sending.dependencies), { concurrency: CHUNK_CONCURRENCY });
  sweeper.start();
  shutdown.add('sweeper', () => sweeper.stop());
  log.info('the worker is ready');
}

function readSettings(): WorkerEnv {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
