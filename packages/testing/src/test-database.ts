import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@carillon/db/client';
import pg from 'pg';
import { inject } from 'vitest';
import { TEMPLATE_DATABASE, withDatabase } from './global-setup.ts';

export interface TestDatabase extends Database, AsyncDisposable {
  readonly url: string;
}

/**
 * A migrated, empty database of one test file's own: `await using db = await createTestDatabase()`, or open it in
 * `beforeAll` and `close()` it in `afterAll`. It is dropped at the end.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = testServerUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runOnServer(serverUrl, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = withDatabase(serverUrl, name);
  const database = createDatabase({
    url,
    poolSize: 10,
    applicationName: 'test',
    onConnectionError: () => {},
  });
  const close = async (): Promise<void> => {
    await database.close();
    await runOnServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { ...database, url, close, [Symbol.asyncDispose]: close };
}

/** Connection string of the test server's `postgres` database. */
export function testServerUrl(): string {
  return inject('postgresUrl');
}

/** An empty database without our tables, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<AsyncDisposable & { readonly url: string }> {
  const serverUrl = testServerUrl();
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await runOnServer(serverUrl, `CREATE DATABASE ${name}`);
  return {
    url: withDatabase(serverUrl, name),
    [Symbol.asyncDispose]: () => runOnServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function runOnServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Copying a template fails while somebody else copies it, so test files take turns.
    await client.query('SELECT pg_advisory_lock(1)');
    await client.query(sql);
  } finally {
    await client.end();
  }
}
