import { LIMITS } from '@carillon/contracts/limits';
import { uuidv7 } from '@carillon/runtime/ids';
import { createDevice, createSession } from '@carillon/testing/factories';
import { createActor } from '@carillon/testing/registry';
import { describe, expect, it } from 'vitest';
import { useFileRegistry } from './file-registry.ts';
import { ios, phone } from './phone-calls.ts';
import { countTransactionStatements } from './statement-count.ts';

const file = useFileRegistry();
const { setUp } = file;

const many = (count: number) => Array.from({ length: count }, (_, index) => index);

async function setUpActor() {
  const fixture = setUp();
  const actor = await createActor(file.database, 'member');
  const { userId } = actor;
  const agent = (name: string, more: { revokedAt?: Date } = {}) =>
    createDevice(file.database, { userId, platform: 'agent', name, ...more });
  const register = async (deviceId: string) =>
    (await fixture.registry.register(actor, phone(deviceId, ios(deviceId)))).device;
  return { ...fixture, actor, agent, register };
}

async function namesOf(ids: readonly string[]): Promise<string[]> {
  const { rows } = await file.database.pool.query<{ id: string; name: string }>(
    'SELECT id, name FROM devices WHERE id = ANY ($1::uuid[])',
    [ids],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return ids.map((id) => names.get(id) ?? '');
}

async function foreignAccesses(userId: string) {
  const { rows } = await file.database.pool.query(
    `SELECT target_id, details FROM audit_events WHERE user_id = $1 AND action = 'device.foreign_access'`,
    [userId],
  );
  return rows;
}

describe('revoking many devices', () => {
  it('REG-14: does to each what revoking it alone does: token wiped, sessions and credentials ended, told once', async () => {
    const { registry, events, actor, agent, register } = await setUpActor();
    const { userId } = actor;
    const device = await register('signed in');
    const session = await createSession(file.database, { userId, deviceId: device.id });
    const agentId = await agent('sensor');
    await file.database.prisma.agentCredential.create({
      data: { id: uuidv7(), deviceId: agentId, secretHash: 'hash', signingKey: 'key', keyId: 'k1' },
    });
    const result = await registry.bulkRevoke(actor, [device.id, agentId]);
    expect(result.results).toEqual([
      { id: device.id, status: 'revoked' },
      { id: agentId, status: 'revoked' },
    ]);
    const { rows } = await file.database.pool.query(
      `SELECT t.active, t.ciphertext, t.key_id, t.revoke_reason, s.revoke_reason AS session_end,
         (SELECT count(*)::int FROM agent_credentials WHERE device_id = $3) AS credentials
       FROM push_tokens t, sessions s WHERE t.device_id = $1 AND s.id = $2`,
      [device.id, session, agentId],
    );
    expect(rows).toEqual([
      {
        active: false,
        ciphertext: null,
        key_id: null,
        revoke_reason: 'device_revoked',
        session_end: 'device_revoked',
        credentials: 0,
      },
    ]);
    const told = events.filter(({ type }) => type.endsWith('revoked'));
    expect(told).toHaveLength(3);
    expect(told).toContainEqual({
      type: 'device_revoked',
      deviceId: device.id,
      userId,
      platform: 'ios',
      endedSessions: 1,
    });
    expect(told).toContainEqual(expect.objectContaining({ type: 'token_revoked', reason: 'device_revoked' }));
    expect(told).toContainEqual(expect.objectContaining({ deviceId: agentId, platform: 'agent' }));
  });

  it('REG-14: the session that asks goes on', async () => {
    const { registry, actor, register } = await setUpActor();
    const device = await register('mine');
    await file.database.pool.query('UPDATE sessions SET device_id = $1 WHERE id = $2', [
      device.id,
      actor.sessionId,
    ]);
    await registry.bulkRevoke(actor, [device.id]);
    const { rows } = await file.database.pool.query('SELECT revoked_at FROM sessions WHERE id = $1', [
      actor.sessionId,
    ]);
    expect(rows).toEqual([{ revoked_at: null }]);
  });

  it('REG-14: a result for each, in the order given: by either id, twice, unknown, others’, revoked before', async () => {
    const { registry, actor, agent, register } = await setUpActor();
    const other = await createActor(file.database, 'member');
    const { device: foreign } = await registry.register(other, phone('foreign'));
    const byId = await register('by id');
    await register('by its own id');
    const earlier = await register('revoked before');
    await registry.revoke(actor, earlier.id);
    const agentId = await agent('kept');
    const ended = await agent('ended', { revokedAt: new Date() });
    const unknown = uuidv7();
    const ids = [
      byId.id,
      'nothing of that name',
      'by its own id',
      foreign.id,
      byId.id.toUpperCase(),
      agentId,
      agentId,
      ended,
      earlier.id,
      unknown,
      foreign.id,
      'foreign',
    ];
    const { results } = await registry.bulkRevoke(actor, ids);
    expect(results.map(({ id }) => id)).toEqual(ids);
    expect(results.map(({ status }) => status)).toEqual([
      'revoked',
      'not_found',
      'revoked',
      'forbidden',
      'unchanged',
      'revoked',
      'conflict',
      'conflict',
      'unchanged',
      'not_found',
      'forbidden',
      'not_found',
    ]);
    expect((await registry.find(other, foreign.id)).status).toBe('active');
  });

  it('REG-13: asking for others’ devices is one entry of the audit log a call, with all of them', async () => {
    const { registry, actor } = await setUpActor();
    const other = await createActor(file.database, 'member');
    const first = (await registry.register(other, phone('first'))).device.id;
    const second = (await registry.register(other, phone('second'))).device.id;
    await registry.bulkRevoke(actor, [first, second, first]);
    await registry.bulkRename(actor, [{ id: second, name: 'Mine now' }]);
    const entries = await foreignAccesses(actor.userId);
    expect(entries.map(({ details }) => [details.call, details.devices])).toEqual([
      ['bulk_revoke', '2'],
      ['bulk_rename', '1'],
    ]);
    expect(entries[0].details.ids.split(' ').sort()).toEqual([first, second].sort());
    expect((await registry.find(other, second)).name).toBe('');
  });

  it(`REG-14: ${LIMITS.bulkDevices} devices take as few statements as two`, async () => {
    const { registry, actor } = await setUpActor();
    const { userId } = actor;
    const create = async (count: number) => {
      const ids: string[] = [];
      for (const _ of many(count)) ids.push(await createDevice(file.database, { userId, platform: 'ios' }));
      return ids;
    };
    const [few, all] = [await create(2), await create(LIMITS.bulkDevices)];
    const { pool } = file.database;
    const rename = (ids: readonly string[]) => () =>
      registry.bulkRename(
        actor,
        ids.map((id) => ({ id, name: `new ${id}` })),
      );
    const statementsOf = async (ids: readonly string[]) => [
      await countTransactionStatements(pool, rename(ids)),
      await countTransactionStatements(pool, () => registry.bulkRevoke(actor, ids)),
    ];
    const forFew = await statementsOf(few);
    expect(await statementsOf(all)).toEqual(forFew);
    expect(Math.max(...forFew)).toBeLessThan(10);
    const { rows } = await pool.query(
      'SELECT count(*)::int AS revoked FROM devices WHERE user_id = $1 AND revoked_at IS NOT NULL',
      [userId],
    );
    expect(rows).toEqual([{ revoked: 502 }]);
  });

  it('REG-14: all of it or nothing: a failure in the middle changes no device', async () => {
    const { registry, actor, register } = await setUpActor();
    const devices = [await register('a'), await register('b')];
    await file.database.pool.query(
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
         IF NEW.device_id = '${devices[1]?.id}' THEN RAISE 'lost'; END IF; RETURN NEW; END $$;
       CREATE TRIGGER refuse BEFORE UPDATE ON push_tokens FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const ids = devices.map(({ id }) => id);
    await expect(registry.bulkRevoke(actor, ids)).rejects.toThrow('lost');
    await file.database.pool.query('DROP TRIGGER refuse ON push_tokens');
    expect(await Promise.all(ids.map((id) => registry.find(actor, id)))).toEqual(devices);
  });

  it('REG-14: two calls for the same devices at once revoke each device once', async () => {
    const { registry, events, actor, register } = await setUpActor();
    const ids: string[] = [];
    for (const index of many(8)) ids.push((await register(`raced ${index}`)).id);
    const calls = many(6).map((index) => registry.bulkRevoke(actor, index % 2 ? ids : ids.toReversed()));
    const statuses = (await Promise.all(calls)).flatMap(({ results }) => results.map(({ status }) => status));
    expect(statuses.filter((status) => status === 'revoked')).toHaveLength(8);
    expect(statuses.filter((status) => status === 'unchanged')).toHaveLength(40);
    expect(events.filter(({ type }) => type === 'device_revoked')).toHaveLength(8);
  });
});

describe('renaming many devices', () => {
  it('REG-14: a result for each, in the order given; agents’ names that are taken stop none of the rest', async () => {
    const { registry, actor, agent, register } = await setUpActor();
    const [kitchen, garden] = [await agent('kitchen'), await agent('garden')];
    await agent('gone', { revokedAt: new Date() });
    const device = await register('renamed phone');
    const names = [
      { id: garden, name: 'kitchen' },
      { id: 'renamed phone', name: 'kitchen' },
      { id: garden, name: '' },
      { id: garden, name: 'gone' },
      { id: kitchen, name: 'kitchen' },
      { id: uuidv7(), name: 'nobody' },
      { id: device.id, name: '' },
    ];
    const { results } = await registry.bulkRename(actor, names);
    expect(results).toEqual([
      { id: garden, status: 'conflict' },
      { id: 'renamed phone', status: 'renamed' },
      { id: garden, status: 'invalid' },
      { id: garden, status: 'renamed' },
      { id: kitchen, status: 'unchanged' },
      { id: names[5]?.id, status: 'not_found' },
      { id: device.id, status: 'renamed' },
    ]);
    expect(await namesOf([kitchen, garden, device.id])).toEqual(['kitchen', 'gone', '']);
  });

  it('REG-14: a name that an agent gave up is free for the ones after it, so that agents can trade places', async () => {
    const { registry, actor, agent } = await setUpActor();
    const [a, b, c] = [await agent('a'), await agent('b'), await agent('c')];
    const { results } = await registry.bulkRename(actor, [
      { id: a, name: 'aside' },
      { id: b, name: 'a' },
      { id: c, name: 'b' },
      { id: a, name: 'c' },
    ]);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['renamed']));
    expect(await namesOf([a, b, c])).toEqual(['c', 'a', 'b']);
  });

  it('REG-14: a name that an agent gives up only later is taken', async () => {
    const { registry, actor, agent } = await setUpActor();
    const [a, b] = [await agent('a'), await agent('b')];
    const { results } = await registry.bulkRename(actor, [
      { id: a, name: 'b' },
      { id: b, name: 'a' },
    ]);
    expect(results.map(({ status }) => status)).toEqual(['conflict', 'conflict']);
    expect(await namesOf([a, b])).toEqual(['a', 'b']);
  });
});
