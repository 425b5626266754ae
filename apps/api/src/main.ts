import type { Logger } from '@carillon/runtime/logger';
import { runProcess } from '@carillon/runtime/run-process';
import type { Shutdown } from '@carillon/runtime/shutdown';
import { appRouter } from '@carillon/trpc/router';
import { createContainer } from './container.ts';
import { type ApiEnv, readEnv } from './env.ts';
import { createServer } from './http/server.ts';

/** What is closed last is opened first: requests end before the queue and the database do. */
async function start(env: ApiEnv, log: Logger, shutdown: Shutdown): Promise<void> {
  const container = createContainer(env, log);
  const { database, queue, flusher, inboxListener, metrics, readiness, services } = container;
  shutdown.add('database', () => database.close());
  shutdown.add('metrics', () => flusher.close());
  shutdown.add('queue', () => queue.stop());
  await queue.start();
  const server = await createServer({
    router: appRouter,
    services,
    log,
    metrics,
    apiUrl: env.PUBLIC_API_URL,
    webUrl: env.PUBLIC_WEB_URL,
    trustedProxies: env.TRUSTED_PROXIES,
    readiness,
  });
  // Polls that wait are answered, and their connections ended, as soon as nothing new is to come (F-10).
  server.addHook('preClose', () => inboxListener.close());
  shutdown.add('http', async () => server.close());
  await server.listen({ host: env.HOST, port: env.API_PORT });
  log.info({ url: env.PUBLIC_API_URL }, 'the API listens');
}

await runProcess({ name: 'api', readEnv, start });
