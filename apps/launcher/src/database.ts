import path from 'node:path';
import { startEmbeddedPostgres } from '@carillon/db/embedded/server';
import { migrate } from '@carillon/db/migrations/migrate';
import pg from 'pg';

export interface RunningDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

/** The database cannot be used; the message says which, without its password, and what to check. */
export class DatabaseUnusableError extends Error {
  override readonly name = 'DatabaseUnusableError';
}

export const EMBEDDED_DATABASE = 'carillon';

/** Uses the given database, or starts the embedded one in `dataDir`, and brings it to the newest migration. */
export async function openDatabase(givenUrl: string | undefined, dataDir: string): Promise<RunningDatabase> {
  if (givenUrl !== undefined) {
    await migrateOrExplain(givenUrl);
    return { url: givenUrl, stop: async () => {} };
  }
  const server = await startEmbeddedPostgres({
    directory: path.join(dataDir, 'postgres'),
    settings: {},
    onLog: () => {},
  });
  try {
    await createIfMissing(server.urlOf('postgres'));
    await migrateOrExplain(server.urlOf(EMBEDDED_DATABASE));
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.urlOf(EMBEDDED_DATABASE), stop: () => server.stop() };
}

async function createIfMissing(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [EMBEDDED_DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${EMBEDDED_DATABASE}`);
  } finally {
    await client.end();
  }
}

async function migrateOrExplain(url: string): Promise<void> {
  try {
    await migrate(url);
  } catch (error) {
    throw new DatabaseUnusableError(describeFailure(url, error), { cause: error });
  }
}

function describeFailure(url: string, error: unknown): string {
  const { host, pathname, username } = new URL(url);
  const { code, message } = error as { code?: string; message?: string };
  const where = `The database ${pathname.slice(1)} at ${host}`;
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
      return `${where} cannot be reached (${code}). Check DATABASE_URL, and that the server runs.`;
    case '28P01':
    case '28000':
      return `${where} does not let the user ${username} in. Check the user and the password in DATABASE_URL.`;
    case '3D000':
      return `${where} does not exist. Create it, or correct DATABASE_URL.`;
    default:
      return `${where} could not be brought to the newest migration: ${message || code}. Check DATABASE_URL.`;
  }
}
