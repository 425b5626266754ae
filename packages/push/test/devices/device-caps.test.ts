import { createActor, createTestRegistry } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phone } from './phone-calls.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe('caps on devices', () => {
  it('REG-17: 25 active devices a user, also when 60 register at once; revoking one makes room for one', async () => {
    const { registry } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, index) => registry.register(actor, phone(`capped ${index}`))),
    );
    const registered = results.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value.device] : [],
    );
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(registered).toHaveLength(25);
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['device_limit_reached']));
    expect(refusals[0].message).toContain('25 active devices');

    const [revoked, kept] = registered;
    await registry.revoke(actor, String(revoked?.id));
    await registry.register(actor, phone(String(kept?.deviceId)));
    await registry.register(actor, phone('in its place'));
    const reactivation = registry.register(actor, phone(String(revoked?.deviceId)));
    await expect(reactivation).rejects.toMatchObject({ code: 'device_limit_reached', status: 409 });
  });

  it('REG-17: the total of the instance holds when many users register at once', async () => {
    await using crowded = await createTestDatabase();
    const limits = { devicesPerUser: 25, devicesPerInstance: 5 };
    const { registry } = createTestRegistry(crowded, { limits });
    const actors = await Promise.all(Array.from({ length: 20 }, () => createActor(crowded, 'member')));
    const results = await Promise.allSettled(actors.map((actor) => registry.register(actor, phone('one'))));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    const refusals = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['device_limit_reached']));
    const { rows } = await crowded.pool.query('SELECT count(*)::int AS count FROM devices');
    expect(rows).toEqual([{ count: 5 }]);
  });

  it('REG-17: the total holds on a table that PostgreSQL has statistics of, too', async () => {
    await using analysed = await createTestDatabase();
    const limits = { devicesPerUser: 25, devicesPerInstance: 3 };
    const { registry } = createTestRegistry(analysed, { limits });
    const actor = await createActor(analysed, 'member');
    await registry.register(actor, phone('a'));
    await analysed.pool.query('ANALYZE devices');
    await registry.register(actor, phone('b'));
    await registry.register(actor, phone('c'));
    await expect(registry.register(actor, phone('d'))).rejects.toMatchObject({
      code: 'device_limit_reached',
    });
  });

  it('REG-17: far from the total, registrations do not wait for each other; near it they take turns', async () => {
    await using analysed = await createTestDatabase();
    const registryOf = (devicesPerInstance: number) =>
      createTestRegistry(analysed, { limits: { devicesPerUser: 25, devicesPerInstance } }).registry;
    const actor = await createActor(analysed, 'member');
    await registryOf(1_000_000).register(actor, phone('a'));
    await analysed.pool.query('ANALYZE devices');
    const other = await analysed.pool.connect();
    await other.query('BEGIN');
    await other.query('SELECT pg_advisory_xact_lock($1, 0)', [CAP_LOCK]);
    await registryOf(1_000_000).register(actor, phone('b'));
    const waiting = registryOf(50_000).register(actor, phone('c'));
    await waitUntil(async () => (await analysed.pool.query(BLOCKED)).rowCount === 1);
    await other.query('ROLLBACK');
    other.release();
    expect((await waiting).created).toBe(true);
  });
});

/** As packages/db names it. */
const CAP_LOCK = 0x63_61;
const BLOCKED = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise(setImmediate);
}
