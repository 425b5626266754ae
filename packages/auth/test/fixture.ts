import { randomBytes } from 'node:crypto';
import type { CredentialRequest } from '@carillon/auth/authenticate';
import type { Client } from '@carillon/auth/caller';
import { type Auth, type AuthSettings, createAuth } from '@carillon/auth/create-auth';
import { createPostgresRateLimiter } from '@carillon/auth/postgres-rate-limiter';
import { createDatabase, type Database } from '@carillon/db/client';
import { createAgentCredentialStore } from '@carillon/db/repositories/agent-authentication';
import { createApiKeyStore } from '@carillon/db/repositories/api-keys';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createIdentifiedUserStore } from '@carillon/db/repositories/identified-users';
import { createRefreshTokens } from '@carillon/db/repositories/refresh-tokens';
import { createSessions } from '@carillon/db/repositories/sessions';
import { createUsers } from '@carillon/db/repositories/users';
import type { Clock } from '@carillon/runtime/clock';
import { createLogger } from '@carillon/runtime/logger';
import { randomKeyRing } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';

export const PASSWORD = 'correct horse battery';
export const PUBLIC_API_URL = 'https://api.example';

/** A request with these headers and nothing else to it. */
export function requestWith(headers: CredentialRequest['headers']): CredentialRequest {
  const client = { ipAddress: '192.0.2.1', userAgent: null };
  const arrival = { host: null, local: null };
  return { headers, method: 'GET', target: '/', body: new Uint8Array(), client, arrival };
}

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  advance(seconds: number): void;
}

function createTestClock(): TestClock {
  let moment = Date.now();
  return {
    now: () => new Date(moment),
    advance(seconds) {
      moment += seconds * 1000;
    },
  };
}

/** One database with two processes' worth of everything: separate pools, limiters and gates. */
export interface AuthFixture extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** What was logged, one JSON object a line. */
  readonly lines: string[];
  /** Of both processes. */
  readonly authSecret: string;
  /** What agents' signing keys are encrypted with. */
  readonly agentKeyRing: ReturnType<typeof randomKeyRing>;
  readonly first: Auth;
  readonly second: Auth;
}

export async function createAuthFixture(settings: Partial<AuthSettings> = {}): Promise<AuthFixture> {
  const database = await createTestDatabase();
  const other = createDatabase({
    url: database.url,
    poolSize: 10,
    applicationName: 'second-process',
    onConnectionError: () => {},
  });
  const clock = createTestClock();
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'debug',
    destination: { write: (line) => lines.push(line) },
  });
  const agentKeyRing = randomKeyRing('a1');
  const authSecret = randomBytes(32).toString('hex');
  const authOver = ({ prisma, pool }: Database): Auth =>
    createAuth({
      ports: {
        users: createUsers({ prisma }),
        sessions: createSessions({ prisma, pool }),
        refreshTokens: createRefreshTokens({ prisma, pool }),
        apiKeys: createApiKeyStore({ pool }),
        agentCredentials: createAgentCredentialStore({ pool }),
        identifiedUsers: createIdentifiedUserStore({ pool }),
        audit: createAuditStore({ pool }),
        limits: createPostgresRateLimiter({ pool, factor: 1 }),
      },
      settings: {
        authSecret,
        registration: 'open',
        oidc: null,
        agents: { keyRing: agentKeyRing, publicApiUrl: PUBLIC_API_URL },
        passwords: { concurrency: 2, maxWaiting: 1000 },
        ...settings,
      },
      clock,
      log,
    });
  return {
    database,
    clock,
    lines,
    authSecret,
    agentKeyRing,
    first: authOver(database),
    second: authOver(other),
    async [Symbol.asyncDispose]() {
      await other.close();
      await database.close();
    },
  };
}

export function clientAt(ipAddress: string | null): Client {
  return { ipAddress, userAgent: 'test' };
}

let networks = 0;

/** A client in a network that no other call gets, so that limits by network do not mix tests up. */
export function newClient(): Client {
  networks += 1;
  return clientAt(`10.${networks >> 16}.${(networks >> 8) & 255}.${networks & 255}`);
}

/** A rejected call's error code, or `ok`. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'ok',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

/** How often each outcome occurs. */
export async function tally(calls: readonly Promise<unknown>[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(calls.map(outcomeOf))) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
