import { impatientSockets } from '@carillon/runtime/impatient-socket';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections that this process holds at the most. */
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** A connection that breaks while idle is reported here; the pool replaces it by itself. */
  readonly onConnectionError: (error: Error) => void;
}

/** One pool, two ways to it: Prisma for what is edited a row at a time, SQL for the hot path. */
export interface Database {
  readonly prisma: PrismaClient;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export type { PrismaClient };
/** What a repository needs: the client itself, or the client of a transaction that somebody else opened. */
export type PrismaExecutor = Pick<
  PrismaClient,
  Exclude<keyof PrismaClient, '$connect' | '$disconnect' | '$on' | '$use' | '$extends' | '$transaction'> &
    string
>;

// A connection that is half open must be found within 30 s (F-4). The server ends every statement before the socket gives
// up, and the pool closes what is idle after 10 s, so that a longer silence can only mean that nobody is there.
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
const SILENCE_LIMIT_MS = 20_000;
/** A worker that was stopped in the midst of a write holds locks that others wait for: no longer than this (F-2). */
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_DELAY_MS = 10_000;

/** Opens a pool. Connects lazily, so it does not fail while the database is away; queries do. */
export function createDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    stream: impatientSockets(SILENCE_LIMIT_MS),
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  });
  pool.on('error', options.onConnectionError);
  // The pool listens while a connection is idle. One that breaks between two statements of a transaction would end the
  // process as an error that nobody caught (F-3); its next statement fails instead.
  pool.on('connect', (client) => client.on('error', () => {}));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
