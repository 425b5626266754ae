import type { AddressInfo } from 'node:net';
import { createLogger } from '@carillon/runtime/logger';
import { providerSettings } from '@carillon/services/providers/settings';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { appRouter } from '@carillon/trpc/router';
import { createContainer } from '../src/container.ts';
import type { ApiEnv } from '../src/env.ts';
import { createServer } from '../src/http/server.ts';
import { API_URL, WEB_URL } from './test-server.ts';

/**
 * The whole API in this process, over a database of its own unless one is given; it is dropped at the end. `lines` is
 * what the API logged.
 */
export async function startLiveApi(settings: Partial<ApiEnv> = {}, given?: TestDatabase) {
  const database = given ?? (await createTestDatabase());
  const lines: string[] = [];
  const log = createLogger({
    name: 'api',
    level: 'trace',
    destination: { write: (line) => lines.push(line) },
  });
  const env: ApiEnv = {
    HOST: '127.0.0.1',
    API_PORT: 4000,
    WEB_PORT: 3000,
    PUBLIC_API_URL: API_URL,
    PUBLIC_WEB_URL: WEB_URL,
    TRUSTED_PROXIES: [],
    DATABASE_URL: database.url,
    DATABASE_POOL_SIZE: 5,
    TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64url')}`,
    AGENT_SIGNING_KEYS: `a1:${Buffer.alloc(32, 4).toString('base64url')}`,
    FINGERPRINT_KEY: Buffer.alloc(32, 2),
    AUTH_SECRET: Buffer.alloc(32, 3).toString('base64url'),
    REGISTRATION: 'open',
    ...providerSettings.parse({}),
    VAPID_PUBLIC_KEY: undefined,
    VAPID_PRIVATE_KEY: undefined,
    WEBPUSH_ALLOWED_HOSTS: undefined,
    WEBPUSH_TEST_ORIGINS: [],
    ANONYMOUS_SUBSCRIPTIONS: false,
    MAX_DEVICES_PER_USER: 25,
    MAX_DEVICES: 1000,
    RATE_LIMIT_FACTOR: 1,
    LOG_LEVEL: 'trace',
    ...settings,
  };
  const container = createContainer(env, log);
  await container.queue.start();
  const app = await createServer({
    router: appRouter,
    services: container.services,
    log,
    metrics: container.metrics,
    apiUrl: API_URL,
    webUrl: WEB_URL,
    trustedProxies: env.TRUSTED_PROXIES,
    readiness: {},
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  /** Ends the API and leaves the database to whoever gave it. */
  const stop = async (): Promise<void> => {
    await container.inboxListener.close();
    await app.close();
    await container.queue.stop();
    await container.flusher.close();
    await container.database.close();
  };
  return {
    database,
    lines,
    services: container.services,
    flush: () => container.flusher.flush(),
    ...clientOf(`http://127.0.0.1:${port}`),
    stop,
    async close() {
      await stop();
      await database.close();
    },
  };
}

export type LiveApi = Awaited<ReturnType<typeof startLiveApi>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON came; each test says what it expects of it
  readonly body: any;
}

function clientOf(url: string) {
  const call = async (method: string, path: string, body?: unknown, token?: string): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answered = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(answered) : answered,
    };
  };
  const register = async (email: string) => {
    const { body } = await call('POST', '/api/v1/auth/register', { email, password: PASSWORD });
    return {
      accessToken: String(body.access_token),
      refreshToken: String(body.refresh_token),
      user: body.user,
    };
  };
  return { url, call, register };
}

export const PASSWORD = 'correct horse battery staple';
