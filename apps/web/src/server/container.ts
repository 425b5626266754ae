import { type Auth, createAuth } from '@carillon/auth/create-auth';
import { createPostgresRateLimiter } from '@carillon/auth/postgres-rate-limiter';
import { createDatabase, type Database } from '@carillon/db/client';
import { createRefreshTokens } from '@carillon/db/repositories/refresh-tokens';
import { createSessions } from '@carillon/db/repositories/sessions';
import { createUsers } from '@carillon/db/repositories/users';
import { systemClock } from '@carillon/runtime/clock';
import { createLogger, type Logger } from '@carillon/runtime/logger';
import type { Services } from '@carillon/trpc/services';
import { readEnv, type WebEnv } from '@/server/env.ts';

/** argon2id takes a core for a while; pages must stay quick beside a storm of sign-ins. */
const PASSWORDS = { concurrency: 2, maxWaiting: 50 };

export interface Container {
  readonly env: WebEnv;
  readonly log: Logger;
  readonly database: Database;
  readonly services: Services;
}

const KEY = Symbol.for('carillon.web.container');
const holder = globalThis as { [KEY]?: Container };

/**
 * The one set of everything that this process has. Next.js loads modules more than once (pages, routes, reloads), so the
 * set hangs on the process and not on a module.
 *
 * @throws {EnvError} when settings are missing or wrong
 */
export function getContainer(): Container {
  holder[KEY] ??= createContainer(readEnv());
  return holder[KEY];
}

function createContainer(env: WebEnv): Container {
  const log = createLogger({ name: 'web', level: env.LOG_LEVEL });
  const database = createDatabase({
    url: env.DATABASE_URL,
    poolSize: env.DATABASE_POOL_SIZE,
    applicationName: 'carillon-web',
    onConnectionError: (error) => log.warn({ err: error }, 'a database connection broke while idle'),
  });
  return { env, log, database, services: { auth: createAccounts(env, database, log) } };
}

function createAccounts(env: WebEnv, database: Database, log: Logger): Auth {
  return createAuth({
    ports: {
      users: createUsers(database),
      sessions: createSessions(database),
      refreshTokens: createRefreshTokens(database),
      limits: createPostgresRateLimiter({ pool: database.pool, factor: env.RATE_LIMIT_FACTOR }),
    },
    settings: { authSecret: env.AUTH_SECRET, registration: env.REGISTRATION, passwords: PASSWORDS },
    clock: systemClock,
    log,
  });
}
