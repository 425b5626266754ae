import type { AddressInfo } from 'node:net';
import type { Caller } from '@carillon/auth/caller';
import { AppError } from '@carillon/contracts/errors';
import { sessionIdSchema, userIdSchema } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import { createLogger } from '@carillon/runtime/logger';
import { createMetricsExposition } from '@carillon/runtime/metrics-exposition';
import type { Services } from '@carillon/trpc/services';
import type { AnyTRPCRouter } from '@trpc/server';
import type { ReadinessChecks } from '../src/http/health.ts';
import { createServer } from '../src/http/server.ts';

export const API_URL = 'https://api.example';
export const WEB_URL = 'https://bells.example';

/** Somebody who is signed in, for tests to whom it does not matter who. */
export const member: Caller = {
  kind: 'user',
  userId: userIdSchema.parse(uuidv7()),
  role: 'member',
  sessionId: sessionIdSchema.parse(uuidv7()),
  deviceId: null,
};

export interface TestServerOptions {
  readonly router: AnyTRPCRouter;
  readonly callers?: Readonly<Record<string, Caller>>;
  readonly readiness?: ReadinessChecks;
}

/** The HTTP side alone, before any router; bearer tokens are the names in `callers`. Lines are what was logged. */
export async function startTestServer({ router, callers = {}, readiness = {} }: TestServerOptions) {
  const lines: string[] = [];
  const log = createLogger({
    name: 'api',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  const authenticate: Services['auth']['authenticate'] = async ({ headers: { authorization } }) => {
    if (typeof authorization !== 'string') return null;
    const caller = callers[authorization.replace('Bearer ', '')];
    if (caller === undefined) throw new AppError('unauthenticated', { detail: 'Not accepted.' });
    return caller;
  };
  const app = await createServer({
    router,
    services: { auth: { authenticate } } as unknown as Services,
    log,
    apiUrl: API_URL,
    webUrl: WEB_URL,
    trustedProxies: [],
    readiness,
    metrics: createMetricsExposition({
      store: { add: async () => {}, readAll: async () => [] },
      readGauges: async () => [],
      log,
    }),
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { app, lines, port, close: () => app.close() };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
