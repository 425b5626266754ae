import pg from 'pg';
import { readMigrations, readSchema } from './files.ts';
import { openSchemaEngine } from './schema-engine.ts';

// Any number that only we use: two processes that start at once take turns (F-13).
const MIGRATION_LOCK_KEY = 7_246_021_103;
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Brings a database to the newest migration and returns the names of those that it applied. Waits its turn when another
 * process is at it. Throws when a migration fails or the database cannot be reached.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK_KEY]);
    if (await isUpToDate(lock)) return [];
    await using opened = await openSchemaEngine(url, await readSchema());
    const { appliedMigrationNames } = await opened.engine.applyMigrations({
      migrationsList: await readMigrations(),
      filters: NO_FILTERS,
    });
    return appliedMigrationNames;
  } finally {
    await lock.end();
  }
}

/** Spares the common start, where nothing is to do, the loading of the engine. */
async function isUpToDate(client: pg.Client): Promise<boolean> {
  const table = await client.query("SELECT to_regclass('_prisma_migrations') AS name");
  if (table.rows[0]?.name === null) return false;
  const applied = await client.query<{ migration_name: string; checksum: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const appliedNames = new Set(applied.rows.map((row) => row.migration_name));
  const { migrationDirectories } = await readMigrations();
  return migrationDirectories.every((directory) => appliedNames.has(directory.path));
}

/**
 * What would have to change for the database to equal schema.prisma, as SQL; empty when nothing would (DATA-2).
 * CHECK constraints and other schemas (the queue's) are outside of what it compares.
 */
export async function diffFromSchema(url: string): Promise<string> {
  const schema = await readSchema();
  const files = [{ path: 'schema.prisma', content: schema }];
  await using opened = await openSchemaEngine(url, schema);
  const { stdout } = await opened.engine.diff({
    from: { tag: 'schemaDatasource', files, configDir: '' },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: NO_FILTERS,
  });
  return (stdout ?? '').replace(/^-- This is an empty migration\.\s*$/m, '').trim();
}
