import { createHash } from 'node:crypto';
import { AGENT_LIMITS } from '@carillon/contracts/agents';
import { deviceIdSchema } from '@carillon/contracts/ids';
import { createActor, createTestRegistry, randomKeyRing } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import { deriveSigningKey } from '../../src/devices/agents/agent-secret.ts';
import { openSigningKey } from '../../src/devices/agents/signing-key.ts';
import type { Registry } from '../../src/devices/registry.ts';
import { phone } from './phone-calls.ts';

let database: TestDatabase;
let actor: Actor;
let registry: Registry;
const agentKeyRing = randomKeyRing('a1');
const limits = { devicesPerUser: 1_000, devicesPerInstance: 1_000_000 };
const setUp = () => createTestRegistry(database, { agentKeyRing, limits });
beforeAll(async () => {
  database = await createTestDatabase();
  actor = await createActor(database, 'member');
  ({ registry } = setUp());
});
afterAll(() => database.close());

const create = (deviceName: string, by: Actor = actor) =>
  registry.registerAgent(by, { deviceName, tags: undefined, userAgent: null });

/** The present secret last. By when they end: what waited for a lock longest may bear the earliest time of creation. */
const credentialsOf = async (deviceId: string) =>
  (
    await database.pool.query(
      `SELECT *, extract(epoch FROM expires_at - now()) AS seconds FROM agent_credentials
       WHERE device_id = $1 ORDER BY expires_at NULLS LAST`,
      [deviceId],
    )
  ).rows;

const auditOf = async (targetId: string) =>
  (
    await database.pool.query(
      'SELECT action, user_id, details FROM audit_events WHERE target_id = $1 ORDER BY id',
      [targetId],
    )
  ).rows;

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error) => error.code,
  );

describe('registering an agent', () => {
  it('REG-3, SEC-1: a new device of kind agent, and its secret', async () => {
    const { device, secret } = await registry.registerAgent(actor, {
      deviceName: 'Keller-Server 🏠',
      tags: ['cellar'],
      userAgent: 'curl/8',
    });
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(device).toMatchObject({
      kind: 'agent',
      platform: 'agent',
      deviceId: null,
      name: 'Keller-Server 🏠',
      tags: ['cellar'],
      userAgent: 'curl/8',
      status: 'active',
      push: null,
      online: false,
      lastPollAt: null,
      userId: actor.userId,
    });
    expect(await auditOf(device.id)).toEqual([
      { action: 'agent.created', user_id: actor.userId, details: {} },
    ]);
  });

  it('SEC-2: stored are a hash of the secret, and the derived key sealed for its row; never the secret', async () => {
    const { device, secret } = await create('stored');
    const [row, ...others] = await credentialsOf(device.id);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ key_id: 'a1', expires_at: null });
    expect(row.secret_hash).toBe(`hash of ${createHash('sha256').update(secret).digest('hex')}`);
    const place = { credentialId: row.id, deviceId: deviceIdSchema.parse(device.id) };
    expect(openSigningKey(agentKeyRing, place, { keyId: row.key_id, ciphertext: row.signing_key })).toEqual({
      status: 'ok',
      value: deriveSigningKey(secret),
    });
    expect(JSON.stringify(row)).not.toContain(secret);
  });

  it('SEC-1: no other answer holds the secret', async () => {
    const { device, secret } = await create('shown once');
    const answers = [
      await registry.find(actor, device.id),
      await registry.list(actor, { status: 'all', limit: 100 }),
      await registry.activity(actor, device.id),
      await registry.update(actor, { id: device.id, tags: ['a'] }),
    ];
    expect(JSON.stringify(answers)).not.toContain(secret);
  });

  it('REG-8: a name is taken while its agent lives, free under another user and free again after revocation', async () => {
    const other = await createActor(database, 'member');
    const { device } = await create('unique');
    expect(await codeOf(create('unique'))).toBe('name_taken');
    expect(await codeOf(create('unique', other))).toBe('ok');
    await registry.revoke(actor, device.id);
    expect(await codeOf(create('unique'))).toBe('ok');
    expect(await codeOf(create('unique'))).toBe('name_taken');
  });

  it('REG-8: of 20 who want one name at once, one gets it', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => codeOf(create('wanted'))));
    expect(outcomes.toSorted()).toEqual([...Array(19).fill('name_taken'), 'ok']);
  });

  it('REG-8: the database itself refuses two live agents of one name', async () => {
    const { device } = await create('by hand');
    const copy = database.pool.query(
      `INSERT INTO devices (id, user_id, kind, platform, name)
       SELECT gen_random_uuid(), user_id, kind, platform, name FROM devices WHERE id = $1`,
      [device.id],
    );
    await expect(copy).rejects.toMatchObject({ constraint: 'devices_agent_name_key' });
  });

  it('REG-17: agents count towards the caps like push devices', async () => {
    const full = createTestRegistry(database, {
      agentKeyRing,
      limits: { devicesPerUser: 2, devicesPerInstance: 1_000_000 },
    }).registry;
    const one = await createActor(database, 'member');
    const agent = (deviceName: string) =>
      full.registerAgent(one, { deviceName, tags: undefined, userAgent: null });
    await full.register(one, phone('first'));
    const second = await agent('second');
    expect(await codeOf(agent('third'))).toBe('device_limit_reached');
    expect(await codeOf(full.register(one, phone('third')))).toBe('device_limit_reached');
    await full.revoke(one, second.device.id);
    expect(await codeOf(agent('third'))).toBe('ok');
  });

  it('REG-3: of what fails, nothing is left behind', async () => {
    const count = async () =>
      (await database.pool.query('SELECT count(*)::int AS rows FROM agent_credentials')).rows[0].rows;
    const before = await count();
    expect(await codeOf(create('wanted'))).toBe('name_taken');
    expect(await count()).toBe(before);
  });
});

describe('rotating a secret', () => {
  const rotate = (id: string, graceSeconds: number, by: Actor = actor) =>
    registry.rotateSecret(by, { id, graceSeconds });

  it('SEC-6: gives another secret, and lets the one before live for the grace', async () => {
    const { device, secret } = await create('rotating');
    const rotated = await rotate(device.id, 3_600);
    expect(rotated.secret).toMatch(/^[0-9a-f]{64}$/);
    expect(rotated.secret).not.toBe(secret);
    const [before, present] = await credentialsOf(device.id);
    expect(before.expires_at).toEqual(rotated.previousValidUntil);
    expect(Math.round(Number(before.seconds) / 60)).toBe(60);
    expect(present.expires_at).toBeNull();
    expect((await registry.activity(actor, device.id)).previousSecretValidUntil).toEqual(
      rotated.previousValidUntil,
    );
    expect(await auditOf(device.id)).toMatchObject([
      { action: 'agent.created' },
      { action: 'agent.secret_rotated', details: { grace_seconds: '3600' } },
    ]);
  });

  it('SEC-6: a grace of 0 ends it at once', async () => {
    const { device } = await create('no grace');
    expect((await rotate(device.id, 0)).previousValidUntil).toBeNull();
    expect(await credentialsOf(device.id)).toHaveLength(1);
  });

  it('SEC-6: two at the most are ever live, also when ten rotate at once', async () => {
    const { device } = await create('often');
    await Promise.all(Array.from({ length: 10 }, () => rotate(device.id, AGENT_LIMITS.graceSecondsMax)));
    const rows = await credentialsOf(device.id);
    expect(rows.map(({ expires_at }) => expires_at === null)).toEqual([false, true]);
  });

  it('SEC-6, T-5: only the owner may; a push device has no secret, a revoked agent gets none', async () => {
    const { device } = await create('guarded');
    const stranger = await createActor(database, 'admin');
    expect(await codeOf(rotate(device.id, 0, stranger))).toBe('forbidden');
    expect(await codeOf(rotate('unknown', 0))).toBe('not_found');
    const push = await registry.register(actor, phone('no agent'));
    expect(await codeOf(rotate(push.device.id, 0))).toBe('conflict');
    expect(await codeOf(registry.activity(actor, push.device.id))).toBe('conflict');
    await registry.revoke(actor, device.id);
    expect(await codeOf(rotate(device.id, 0))).toBe('conflict');
  });
});

describe('revoking an agent', () => {
  it('REG-10, REG-9: its credentials are gone in the same moment, and it never comes back', async () => {
    const { device } = await create('leaving');
    await registry.rotateSecret(actor, { id: device.id, graceSeconds: 60 });
    expect(await credentialsOf(device.id)).toHaveLength(2);
    await registry.revoke(actor, device.id);
    expect(await credentialsOf(device.id)).toEqual([]);
    expect(await codeOf(registry.revoke(actor, device.id))).toBe('conflict');
    expect((await registry.find(actor, device.id)).status).toBe('revoked');
  });

  it('REG-11: deleting the user deletes agents, credentials, nonces and activity, by the database alone', async () => {
    const leaving = await createActor(database, 'member');
    const { device } = await create('orphan', leaving);
    await database.pool.query(`INSERT INTO signature_nonces VALUES ($1, 'n', now())`, [device.id]);
    await database.pool.query('INSERT INTO agent_activity (device_id, hour) VALUES ($1, now())', [device.id]);
    await database.pool.query('DELETE FROM users WHERE id = $1', [leaving.userId]);
    for (const table of ['agent_credentials', 'signature_nonces', 'agent_activity']) {
      const { rowCount } = await database.pool.query(`SELECT 1 FROM ${table} WHERE device_id = $1`, [
        device.id,
      ]);
      expect({ table, rowCount }).toEqual({ table, rowCount: 0 });
    }
  });
});

describe('how an agent is doing', () => {
  const polledAgo = (id: string, seconds: number) =>
    database.pool.query('UPDATE devices SET last_poll_at = now() - make_interval(secs => $2) WHERE id = $1', [
      id,
      seconds,
    ]);

  it('SEC-10: online means that it polled within 300 s, by the database’s clock, in the list and in one answer', async () => {
    // The process' own clock is an hour behind.
    const late = createTestRegistry(database, {
      agentKeyRing,
      limits,
      clock: { now: () => new Date(Date.now() - 3_600_000) },
    }).registry;
    const { device } = await create('online');
    const isOnline = async () => {
      const listed = await late.list(actor, { status: 'active', limit: 100 });
      return [
        (await late.find(actor, device.id)).online,
        (await late.activity(actor, device.id)).online,
        listed.devices.find(({ id }) => id === device.id)?.online,
      ];
    };
    expect(await isOnline()).toEqual([false, false, false]);
    await polledAgo(device.id, 290);
    expect(await isOnline()).toEqual([true, true, true]);
    await polledAgo(device.id, 310);
    expect(await isOnline()).toEqual([false, false, false]);
    await polledAgo(device.id, 1);
    await registry.revoke(actor, device.id);
    expect(await isOnline()).toEqual([false, false, undefined]);
  });

  it('SEC-10: frequency and success rate over the last 24 hours', async () => {
    const { device } = await create('counted');
    expect(await registry.activity(actor, device.id)).toEqual({
      online: false,
      lastPollAt: null,
      lastAckAt: null,
      polls: 0,
      secondsBetweenPolls: null,
      messages: 0,
      processed: 0,
      failed: 0,
      successRate: null,
      hours: [],
      previousSecretValidUntil: null,
    });
    await database.pool.query(
      `UPDATE devices SET created_at = now() - interval '3 days', last_poll_at = now() WHERE id = $1`,
      [device.id],
    );
    await database.pool.query(
      `INSERT INTO agent_activity (device_id, hour, polls, messages, processed, failed)
       SELECT $1, date_trunc('hour', now()) - hours * interval '1 hour', 120, 10, 6, 2
       FROM unnest(ARRAY[2, 3, 30]) AS hours`,
      [device.id],
    );
    const activity = await registry.activity(actor, device.id);
    expect(activity).toMatchObject({
      online: true,
      polls: 240,
      messages: 20,
      processed: 12,
      failed: 4,
      successRate: 0.75,
      secondsBetweenPolls: 30,
    });
    const [first, second] = activity.hours;
    expect(activity.hours).toHaveLength(2);
    expect(Number(second?.at) - Number(first?.at)).toBe(3_600_000);
    expect(first).toMatchObject({ polls: 120, processed: 6, failed: 2 });
  });
});
