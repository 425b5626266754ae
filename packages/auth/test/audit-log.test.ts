import { randomUUID } from 'node:crypto';
import { createAuditLog } from '@carillon/auth/audit-log';
import type { ListAuditEventsInput } from '@carillon/contracts/audit';
import { createAuditReader } from '@carillon/db/repositories/audit-events';
import { createUser } from '@carillon/testing/factories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthFixture, createAuthFixture, outcomeOf } from './fixture.ts';

const EVENTS = 20_000;
const RARE = randomUUID();
let fixture: AuthFixture;
let userId: string;

/** Many events of one common code, two a millisecond, by one user; among the oldest a rare one. */
beforeAll(async () => {
  fixture = await createAuthFixture();
  const { pool } = fixture.database;
  userId = (await createUser(fixture.database, { role: 'admin' })).id;
  await pool.query(
    `INSERT INTO audit_events (id, user_id, actor, action, target_type, target_id, created_at, details)
     SELECT gen_random_uuid(), $1, 'admin@example.com', 'auth.signed_in', 'session', n::text,
       '2026-01-01T00:00:00Z'::timestamptz + (n / 2) * interval '1 millisecond', '{}'
     FROM generate_series(1, $2::int) n`,
    [userId, EVENTS],
  );
  await pool.query(
    `INSERT INTO audit_events (id, user_id, actor, action, target_type, target_id, created_at)
     VALUES ($1, NULL, 'anonymous', 'device.foreign_access', 'device', $2, '2026-01-01T00:00:01Z')`,
    [randomUUID(), RARE],
  );
  await pool.query('ANALYZE audit_events');
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** What the one query of a page reads, by the database's own account. */
async function rowsRead(query: ListAuditEventsInput): Promise<{ sequential: number; rows: number }> {
  const plans: string[] = [];
  const explaining = {
    async query(text: string, values: unknown[]) {
      const { rows } = await fixture.database.pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
      plans.push(JSON.stringify(rows));
      return { rows: [] };
    },
  };
  await createAuditLog(createAuditReader({ pool: explaining as never })).list(query);
  expect(plans).toHaveLength(1);
  const scans = [
    ...plans.join().matchAll(/"Relation Name":"audit_events".*?"Actual Rows":([\d.]+),"Actual Loops":(\d+)/g),
  ];
  // What was read in vain is read all the same.
  const inVain = [...plans.join().matchAll(/"Rows Removed by Filter":(\d+)/g)];
  return {
    sequential: plans.join().split('"Seq Scan"').length - 1,
    rows:
      scans.reduce((sum, [, each, loops]) => sum + Math.round(Number(each) * Number(loops)), 0) +
      inVain.reduce((sum, [, rows]) => sum + Number(rows), 0),
  };
}

const log = () => createAuditLog(createAuditReader(fixture.database));
const list = (query: Partial<ListAuditEventsInput>) => log().list({ limit: 50, ...query });
const targets = async (query: Partial<ListAuditEventsInput>) =>
  (await list(query)).items.map(({ targetId }) => targetId);

describe('reading the audit log', () => {
  it('OBS-3: pages give every event once, newest first, also where many are of one millisecond', async () => {
    const seen: string[] = [];
    const times: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ limit: 99, cursor, to: new Date('2026-01-01T00:00:00.500Z') });
      seen.push(...page.items.map(({ id }) => id));
      times.push(...page.items.map(({ at }) => at.getTime()));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(999);
    expect(new Set(seen).size).toBe(999);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });

  it('OBS-3: by the beginning of its code, by who acted, by what it happened to, by time', async () => {
    expect(await targets({ action: 'device.' })).toEqual([RARE]);
    expect(await targets({ action: 'device.foreign_access' })).toEqual([RARE]);
    expect(await targets({ action: 'devices' })).toEqual([]);
    expect(await targets({ targetId: RARE })).toEqual([RARE]);
    expect(await targets({ targetId: '7', action: 'auth.', userId: userId as never })).toEqual(['7']);
    expect(await targets({ userId: userId as never, limit: 1 })).toEqual([String(EVENTS)]);
    const from = new Date('2026-01-01T00:00:00.010Z');
    const to = new Date('2026-01-01T00:00:00.012Z');
    expect((await targets({ from, to })).map(Number).sort((a, b) => a - b)).toEqual([20, 21, 22, 23]);
  });

  it('OBS-3: somebody who was deleted is still told by name', async () => {
    const leaver = await createUser(fixture.database, { role: 'member' });
    const { pool } = fixture.database;
    await pool.query(
      `INSERT INTO audit_events (id, user_id, actor, action, target_type, target_id)
       VALUES ($1, $2, $3, 'auth.signed_in', 'session', 'left')`,
      [randomUUID(), leaver.id, leaver.email],
    );
    await pool.query('DELETE FROM users WHERE id = $1', [leaver.id]);
    expect((await list({ targetId: 'left' })).items).toMatchObject([{ actor: leaver.email, userId: null }]);
  });

  it.each<[string, Partial<ListAuditEventsInput>, number]>([
    ['everything', {}, 51],
    ['a rare code', { action: 'device.foreign_access' }, 1],
    ['a code that there is none of', { action: 'encryption.reencrypt' }, 0],
    ['codes of which there is one', { action: 'device.' }, 1],
    ['the beginning of codes', { action: 'auth.' }, 51],
    ['who acted', { userId: '' as never }, 51],
    ['what it happened to', { targetId: RARE }, 1],
    ['a time', { from: new Date('2026-01-01T00:00:00.010Z'), to: new Date('2026-01-01T00:00:00.012Z') }, 4],
  ])('OBS-3: a page by %s is read from an index: no more rows than are shown', async (_, asked, rows) => {
    const query = asked.userId === undefined ? asked : { userId: userId as never };
    const read = await rowsRead({ limit: 50, ...query });
    expect(read.sequential).toBe(0);
    // Of one who did nearly all there is, the few of others may be passed over.
    expect([rows, rows + 1]).toContain(read.rows);
  });

  it('OBS-3: codes that nobody caused are not looked for among the others, however those are mixed', async () => {
    const { pool } = fixture.database;
    await pool.query('TRUNCATE audit_events');
    await pool.query(
      `INSERT INTO audit_events (id, actor, action, target_type, target_id, created_at)
       SELECT gen_random_uuid(), 'anonymous', CASE WHEN n % 3 = 0 THEN 'auth.signed_in' ELSE 'device.registered' END,
         'device', gen_random_uuid()::text, '2026-02-01T00:00:00Z'::timestamptz - n * interval '1 second'
       FROM generate_series(1, 60000) n`,
    );
    await pool.query('ANALYZE audit_events');
    const read = await rowsRead({ limit: 50, action: 'auth.' });
    expect(read).toEqual({ sequential: 0, rows: 51 });
  });

  it('OBS-3: a cursor that is none of ours is refused', async () => {
    expect(await outcomeOf(list({ cursor: 'no' }))).toBe('validation_failed');
  });
});
