import type { EmbeddedPostgres } from '@carillon/db/embedded/server';
import { startTemporaryPostgres } from '@carillon/db/embedded/temporary';
import { migrate } from '@carillon/db/migrations/migrate';
import pg from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the test server's `postgres` database. */
    postgresUrl: string;
  }
}

export const TEMPLATE_DATABASE = 'carillon_template';

/**
 * One real PostgreSQL for a test run, with a migrated template that each test file copies. `TEST_DATABASE_URL` names a
 * server that already runs (its role must be allowed to create databases); without it a temporary one is started.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server: EmbeddedPostgres | null = given === undefined ? await startTemporaryPostgres() : null;
  const url = given ?? (server as EmbeddedPostgres).urlOf('postgres');
  await prepareTemplate(url);
  project.provide('postgresUrl', url);
  return async () => {
    await server?.stop();
  };
}

async function prepareTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Several packages' runs may share one server: the first makes the template, the others wait and find it.
    await client.query('SELECT pg_advisory_lock(1)');
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [TEMPLATE_DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await migrate(withDatabase(url, TEMPLATE_DATABASE));
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${database}`;
  return parsed.href;
}
