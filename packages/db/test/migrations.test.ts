import { createEmptyDatabase, createTestDatabase } from '@carillon/testing/test-database';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { diffFromSchema, migrate } from '../src/migrations/migrate.ts';

describe('migrations', () => {
  it('DATA-2: after the migrations the database equals schema.prisma', async () => {
    await using database = await createTestDatabase();
    expect(await diffFromSchema(database.url)).toBe('');
  });

  it('DATA-2: a column that schema.prisma does not name is found', async () => {
    await using database = await createTestDatabase();
    await database.pool.query('ALTER TABLE users ADD COLUMN stray text');
    expect(await diffFromSchema(database.url)).toContain('DROP COLUMN "stray"');
  });

  it('F-13: two processes that start at once on an empty database leave one history', async () => {
    await using database = await createEmptyDatabase();
    const applied = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const history = await client.query('SELECT migration_name FROM _prisma_migrations');
    await client.end();
    expect(history.rows.map((row) => row.migration_name)).toEqual(applied.flat());
  });

  it('DATA-1: the indexes and cascades that the registry relies on are in the database', async () => {
    await using database = await createTestDatabase();
    const indexes = await database.pool.query<{ indexdef: string }>(
      "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    );
    const definitions = indexes.rows.map((row) => row.indexdef.replaceAll('public.', '')).join('\n');
    expect(definitions).toMatch(/UNIQUE INDEX \S+ ON devices USING btree \(user_id, installation_id\)/);
    expect(definitions).toMatch(/INDEX \S+ ON devices USING btree \(user_id, created_at DESC, id\)/);
    expect(definitions).toMatch(/UNIQUE INDEX \S+ ON push_tokens USING btree \(device_id\) WHERE active/);
    expect(definitions).toMatch(/UNIQUE INDEX \S+ ON push_tokens USING btree \(fingerprint\) WHERE active/);
    const cascades = await database.pool.query<{ conrelid: string }>(
      "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c'",
    );
    expect(cascades.rows.map((row) => row.conrelid).sort()).toEqual([
      'accounts',
      'agent_acks',
      'agent_activity',
      'agent_credentials',
      'api_keys',
      'deliveries',
      'deliveries',
      'devices',
      'notification_counts',
      'pairings',
      'preferences',
      'preferences',
      'push_tokens',
      'refresh_tokens',
      'sessions',
      'sessions',
      'signature_nonces',
      'topic_members',
      'topic_members',
    ]);
  });
});
