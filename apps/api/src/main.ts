import { EnvError } from '@carillon/runtime/env';
import { createLogger, type Logger } from '@carillon/runtime/logger';
import { createShutdown } from '@carillon/runtime/shutdown';
import { appRouter } from '@carillon/trpc/router';
import { createContainer } from './container.ts';
import { type ApiEnv, readEnv } from './env.ts';
import { createServer } from './http/server.ts';

/** All closers together (F-10). */
const SHUTDOWN_LIMIT_MS = 25_000;

/** Starts the API; ends with code 1 and one message when it cannot. */
async function main(): Promise<void> {
  const env = readSettings();
  const log = createLogger({ name: 'api', level: env.LOG_LEVEL });
  const shutdown = createShutdown({ log, host: process, limitMs: SHUTDOWN_LIMIT_MS });
  try {
    await start(env, log, shutdown.add);
  } catch (error) {
    log.fatal({ err: error }, 'the API could not be started');
    await shutdown.run('start failed', 1);
  }
}

async function start(
  env: ApiEnv,
  log: Logger,
  onShutdown: (name: string, close: () => Promise<void>) => void,
): Promise<void> {
  const { database, queue, flusher, metrics, services } = createContainer(env, log);
  onShutdown('database', () => database.close());
  onShutdown('metrics', () => flusher.close());
  if (env.WEBPUSH_TEST_ORIGINS.length > 0) {
    log.warn(
      { origins: env.WEBPUSH_TEST_ORIGINS },
      'these origins skip the guard of push addresses; never in production',
    );
  }
  onShutdown('queue', () => queue.stop());
  await queue.start();
  const server = await createServer({
    router: appRouter,
    services,
    log,
    metrics,
    apiUrl: env.PUBLIC_API_URL,
    webUrl: env.PUBLIC_WEB_URL,
    trustedProxies: env.TRUSTED_PROXIES,
    readiness: { database: () => database.pool.query('SELECT 1'), queue: () => queue.stats() },
  });
  onShutdown('http', async () => server.close());
  await server.listen({ host: env.HOST, port: env.API_PORT });
  log.info({ url: env.PUBLIC_API_URL }, 'the API listens');
}

function readSettings(): ApiEnv {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

await main();
