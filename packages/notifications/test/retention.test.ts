import type { NotificationId } from '@carillon/contracts/ids';
import { createRetentionStore } from '@carillon/db/repositories/retention';
import { removeOld } from '@carillon/notifications/retention';
import { createLogger } from '@carillon/runtime/logger';
import { createDevice, createSession } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let lines: string[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  lines = [];
  world = await createWorld(database, {});
  ({ delivery } = world);
  await delivery.work();
});
afterEach(() => world[Symbol.asyncDispose]());

const never = new AbortController().signal;
const HISTORY_DAYS = 90;
const AUDIT_DAYS = 365;
const AGES = { historyDays: HISTORY_DAYS, auditDays: AUDIT_DAYS };
const remove = (signal: AbortSignal) => {
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ name: 'test', level: 'info', destination });
  return removeOld({ store: createRetentionStore(database), ages: AGES, log }, signal);
};
const age = (id: NotificationId, days: number) =>
  database.pool.query("UPDATE notifications SET expires_at = now() - $2 * interval '1 day' WHERE id = $1", [
    id,
    days,
  ]);
const count = async (table: string): Promise<number> =>
  (await database.pool.query(`SELECT count(*)::int AS rows FROM ${table}`)).rows[0].rows;

describe('retention', () => {
  it('DIS-5: notifications go with their deliveries, events and counts once their end is HISTORY_DAYS ago, and not before', async () => {
    await world.devicesOf(world.admin, 'webpush', 3);
    const old = await delivery.send({ audience: { broadcast: true } });
    const recent = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    await age(old, HISTORY_DAYS + 1);
    await age(recent, HISTORY_DAYS - 1);
    expect(await remove(never)).toEqual({ notifications: 4 });
    expect(await database.prisma.notification.findMany({ select: { id: true } })).toEqual([{ id: recent }]);
    expect(await count('deliveries')).toBe(3);
    expect(await count('delivery_events')).toBe(3);
    expect(await delivery.states(recent)).toEqual({ accepted: 3 });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { removed: { notifications: 4 }, history_days: 90, audit_days: 365, finished: true },
    ]);
    expect(await count('notification_counts')).toBe(1);
    expect(await remove(never)).toEqual({});
  });

  it('DIS-5: nothing of a notification that is open, or has a row that waits, is removed, however old it is', async () => {
    await world.devicesOf(world.admin, 'webpush', 2);
    world.webpush.script(() => ({
      class: 'transient',
      reason: 'server_error',
      providerCode: '503',
      retryAfterSeconds: null,
    }));
    const open = await delivery.send({ audience: { broadcast: true } });
    const marked = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    await database.pool.query("UPDATE notifications SET status = 'done' WHERE id = $1", [marked]);
    for (const id of [open, marked]) await age(id, 10_000);
    expect(await remove(never)).toEqual({});
    expect(await delivery.states(open)).toEqual({ pending: 2 });
    expect(await delivery.states(marked)).toEqual({ pending: 2 });
  });

  it('DIS-5: more than a batch goes in several, and a run that is told to stop leaves the rest to the next', async () => {
    await world.devicesOf(world.admin, 'webpush', 1);
    const id = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    await database.pool.query(
      `INSERT INTO notifications (id, kind, status, audience, message, priority, ttl_seconds, expires_at)
       SELECT gen_random_uuid(), 'message', 'done', '{}', '{}', 'normal', 0, now() - interval '200 days'
       FROM generate_series(1, 450)`,
    );
    const store = createRetentionStore(database);
    const stopping = new AbortController();
    const stopAfterOne = {
      ...store,
      removeSome: (...what: Parameters<typeof store.removeSome>) => {
        stopping.abort();
        return store.removeSome(...what);
      },
    };
    const log = createLogger({ name: 'test', level: 'silent' });
    const first = await removeOld({ store: stopAfterOne, ages: AGES, log }, stopping.signal);
    expect(first).toEqual({ notifications: 200 });
    expect(await remove(never)).toEqual({ notifications: 250 });
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
  });

  it('OBS-3: security events go when they are AUDIT_DAYS old, and not before', async () => {
    const { pool } = database;
    await pool.query('DELETE FROM audit_events');
    await pool.query(
      `INSERT INTO audit_events (id, actor, action, target_type, target_id, created_at)
       SELECT gen_random_uuid(), 'anonymous', 'auth.sign_in_failed', 'user', days::text, now() - days * interval '1 day'
       FROM unnest(ARRAY[1, 364, 366, 1000]) days`,
    );
    expect(await remove(never)).toEqual({ audit_events: 2 });
    const { rows } = await pool.query('SELECT target_id FROM audit_events ORDER BY created_at DESC');
    expect(rows.map(({ target_id }) => target_id)).toEqual(['1', '364']);
  });

  it('AUTH-2: sessions and refresh tokens that ended long ago go, and those that live stay', async () => {
    const { id: userId } = world.admin;
    const [live, expired, revoked] = [
      await createSession(database, { userId, deviceId: null }),
      await createSession(database, { userId, deviceId: null }),
      await createSession(database, { userId, deviceId: null }),
    ];
    const token = (sessionId: string, days: number) =>
      database.pool.query(
        `INSERT INTO refresh_tokens (id, session_id, hash, expires_at)
         VALUES (gen_random_uuid(), $1, decode(md5(random()::text), 'hex'), now() + $2 * interval '1 day')`,
        [sessionId, days],
      );
    await token(live, 1);
    await token(live, -8);
    await token(live, -6);
    await database.pool.query("UPDATE sessions SET expires_at = now() - interval '8 days' WHERE id = $1", [
      expired,
    ]);
    await database.pool.query("UPDATE sessions SET revoked_at = now() - interval '31 days' WHERE id = $1", [
      revoked,
    ]);
    expect(await remove(never)).toEqual({ sessions: 2, refresh_tokens: 1 });
    expect(await database.prisma.session.findMany({ select: { id: true } })).toEqual([{ id: live }]);
    expect(await count('refresh_tokens')).toBe(2);
  });

  it('leftovers of limits, gates, paces and samples go, and charts keep 400 days', async () => {
    await database.pool.query(`
      INSERT INTO outcome_history VALUES (now() - interval '401 days', 'apns', 'accepted', 1), (now() - interval '399 days', 'apns', 'accepted', 1);
      INSERT INTO outcome_windows (scope, total, invalid, config, failing, updated_at)
        VALUES ('old', 1, 0, 0, 0, now() - interval '8 days'), ('new', 1, 0, 0, 0, now());
      INSERT INTO scope_gates (scope, until, reason, updated_at)
        VALUES ('old', now() - interval '2 days', 'throttled', now() - interval '2 days'), ('new', now() + interval '1 day', 'throttled', now());
      INSERT INTO send_paces VALUES ('old', now() - interval '2 days'), ('new', now());
      INSERT INTO rate_limits (key, points, expire) VALUES ('old', 1, 1), ('never', 1, NULL),
        ('new', 1, (extract(epoch FROM now()) * 1000 + 60000)::bigint)`);
    expect(await remove(never)).toEqual({
      outcome_history: 1,
      outcome_windows: 1,
      scope_gates: 1,
      send_paces: 1,
      rate_limits: 1,
    });
    await database.pool.query('TRUNCATE outcome_history, send_paces, rate_limits');
  });

  it('SEC-4, SEC-6, SEC-10: nonces, secrets whose grace ended and old activity of agents go; what counts stays', async () => {
    const agent = await createDevice(database, { userId: world.admin.id, platform: 'agent' });
    const { pool } = database;
    await pool.query(
      `INSERT INTO signature_nonces VALUES ($1, 'old', now() - interval '1 minute'), ($1, 'new', now() + interval '1 minute')`,
      [agent],
    );
    await pool.query(
      `INSERT INTO agent_credentials (id, device_id, secret_hash, signing_key, key_id, expires_at)
       SELECT gen_random_uuid(), $1, '', '', '', until
       FROM unnest(ARRAY[now() - interval '1 minute', now() + interval '1 minute', NULL]) AS until`,
      [agent],
    );
    await pool.query(
      `INSERT INTO agent_activity (device_id, hour) VALUES ($1, now() - interval '31 days'), ($1, now() - interval '29 days')`,
      [agent],
    );
    expect(await remove(never)).toEqual({ signature_nonces: 1, agent_credentials: 1, agent_activity: 1 });
    expect(await database.prisma.signatureNonce.findMany({ select: { nonce: true } })).toEqual([
      { nonce: 'new' },
    ]);
    expect(await count('agent_credentials')).toBe(2);
    expect(await count('agent_activity')).toBe(1);
  });

  it('AUTH-4: requests for pairing go an hour after their end, whatever became of them', async () => {
    await database.pool.query(
      `INSERT INTO pairings (id, code_hash, verifier_hash, installation_id, platform, expires_at, rejected_at, user_id)
      SELECT gen_random_uuid(), sha256(name::bytea), sha256('verifier'), name, 'ios', until, decided,
        CASE WHEN decided IS NOT NULL THEN $1::uuid END
      FROM (VALUES
        ('old', now() - interval '61 minutes', NULL::timestamptz),
        ('rejected', now() - interval '62 minutes', now()),
        ('recent', now() - interval '59 minutes', NULL),
        ('open', now() + interval '5 minutes', NULL)
      ) AS asked (name, until, decided)`,
      [world.admin.id],
    );
    expect(await remove(never)).toEqual({ pairings: 2 });
    const left = await database.prisma.pairing.findMany({ orderBy: { expiresAt: 'asc' } });
    expect(left.map(({ installationId }) => installationId)).toEqual(['recent', 'open']);
  });
});
