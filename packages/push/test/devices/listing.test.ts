import { installationIdSchema } from '@carillon/contracts/ids';
import { createDevice } from '@carillon/testing/factories';
import { createActor, createTestRegistry } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import type { Registry } from '../../src/devices/registry.ts';

let database: TestDatabase;
let registry: Registry;
beforeAll(async () => {
  database = await createTestDatabase();
  registry = createTestRegistry(database, {}).registry;
});
afterAll(() => database.close());

const installation = (text: string) => installationIdSchema.parse(text);
const all = { status: 'all', limit: 50 } as const;

function registerPhone(actor: Actor, deviceId: string, more: { name?: string; tags?: string[] } = {}) {
  const call = { deviceId: installation(deviceId), platform: 'android', userAgent: 'App/1 (Pixel)' } as const;
  return registry.register(actor, { ...call, ...more });
}

/** How many statements the pool is given while `run` runs. */
async function countStatements(run: () => Promise<unknown>): Promise<number> {
  const { query } = database.pool;
  let statements = 0;
  database.pool.query = ((...parameters: Parameters<typeof query>) => {
    statements += 1;
    return query.apply(database.pool, parameters);
  }) as typeof query;
  try {
    await run();
  } finally {
    database.pool.query = query;
  }
  return statements;
}

describe('listing devices', () => {
  it('REG-4: an empty list is a page without a next one', async () => {
    expect(await registry.list(await createActor(database, 'member'), all)).toEqual({
      devices: [],
      nextCursor: null,
    });
  });

  it("REG-4: newest first, page by page, each device once, also those of one millisecond, and nobody else's", async () => {
    const [actor, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const createdAt = new Date('2031-01-01T00:00:00Z');
    await createDevice(database, { userId: other.userId, platform: 'ios', createdAt });
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.push(await createDevice(database, { userId: actor.userId, platform: 'ios', createdAt }));
    }
    const oldest = new Date('2030-01-01T00:00:00Z');
    ids.unshift(await createDevice(database, { userId: actor.userId, platform: 'ios', createdAt: oldest }));
    const seen: string[] = [];
    let cursor: string | null | undefined;
    for (let page = 0; cursor !== null; page += 1) {
      const answer = await registry.list(actor, { status: 'all', limit: 3, ...(cursor && { cursor }) });
      expect(answer.devices).toHaveLength(page < 2 ? 3 : 2);
      seen.push(...answer.devices.map(({ id }) => id));
      cursor = answer.nextCursor;
    }
    expect(seen).toEqual(ids.toReversed());
  });

  it('REG-4: one query a page, however many devices it has', async () => {
    const actor = await createActor(database, 'member');
    for (let index = 0; index < 20; index += 1) {
      await createDevice(database, { userId: actor.userId, platform: 'web' });
    }
    expect(await countStatements(() => registry.list(actor, all))).toBe(1);
  });

  it('REG-4: status filters, and revoked devices say so', async () => {
    const actor = await createActor(database, 'member');
    const { device: kept } = await registerPhone(actor, 'kept');
    const { device: gone } = await registerPhone(actor, 'gone');
    await registry.revoke(actor, gone.id);
    const idsOf = async (status: 'active' | 'revoked' | 'all') =>
      (await registry.list(actor, { status, limit: 50 })).devices.map(({ id, status: shown }) => [id, shown]);
    expect(await idsOf('active')).toEqual([[kept.id, 'active']]);
    expect(await idsOf('revoked')).toEqual([[gone.id, 'revoked']]);
    expect(await idsOf('all')).toHaveLength(2);
  });

  it('REG-4: search looks through name, platform, model, tags and user agent, whatever the case, and takes % and _ as they are', async () => {
    const actor = await createActor(database, 'member');
    await registerPhone(actor, 'a', { name: 'Éva’s Tablet', tags: ['Kitchen'] });
    await registerPhone(actor, 'b', { name: '100%_sure' });
    const find = async (search: string) =>
      (await registry.list(actor, { ...all, search })).devices.map(({ deviceId }) => deviceId).toSorted();
    expect(await find('éva')).toEqual(['a']);
    expect(await find('kitchen')).toEqual(['a']);
    expect(await find('PIXEL')).toEqual(['a', 'b']);
    expect(await find('android')).toEqual(['a', 'b']);
    expect(await find('%_s')).toEqual(['b']);
    expect(await find('x%')).toEqual([]);
    expect(await find('')).toEqual(['a', 'b']);
  });

  it('REG-4: a tag filters by the whole tag', async () => {
    const actor = await createActor(database, 'member');
    await registerPhone(actor, 'a', { tags: ['primary', 'test'] });
    await registerPhone(actor, 'b', { tags: ['primary-2'] });
    const { devices } = await registry.list(actor, { ...all, tag: 'primary' });
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(['a']);
  });

  it('REG-15: a tag filters together with everything else, and a tag that nobody has finds nothing', async () => {
    const actor = await createActor(database, 'member');
    await registerPhone(actor, 'a', { name: 'Kitchen', tags: ['backup'] });
    await registerPhone(actor, 'b', { name: 'Hall', tags: ['backup', 'test'] });
    const { device: gone } = await registerPhone(actor, 'c', { name: 'Kitchen', tags: ['backup'] });
    await registry.revoke(actor, gone.id);
    const find = async (filter: Partial<Parameters<Registry['list']>[1]>) =>
      (await registry.list(actor, { ...all, ...filter })).devices.map(({ deviceId }) => deviceId).toSorted();
    expect(await find({ tag: 'backup' })).toEqual(['a', 'b', 'c']);
    expect(await find({ tag: 'backup', status: 'active' })).toEqual(['a', 'b']);
    expect(await find({ tag: 'backup', search: 'kitchen', status: 'active' })).toEqual(['a']);
    expect(await find({ tag: 'backup', kind: 'agent' })).toEqual([]);
    expect(await find({ tag: 'nobody’s' })).toEqual([]);
  });

  it('REG-15: members’ tags filter their own devices alone', async () => {
    const [actor, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    await registerPhone(other, 'theirs', { tags: ['shared'] });
    await registerPhone(actor, 'mine', { tags: ['shared'] });
    const { devices } = await registry.list(actor, { ...all, tag: 'shared' });
    expect(devices.map(({ deviceId }) => deviceId)).toEqual(['mine']);
  });

  it('REG-4: kind tells push devices from agents', async () => {
    const actor = await createActor(database, 'member');
    await registerPhone(actor, 'phone');
    await createDevice(database, { userId: actor.userId, platform: 'agent', name: 'sensor' });
    const namesOf = async (kind: 'push' | 'agent') =>
      (await registry.list(actor, { ...all, kind })).devices.map(({ name, deviceId }) => deviceId ?? name);
    expect(await namesOf('push')).toEqual(['phone']);
    expect(await namesOf('agent')).toEqual(['sensor']);
  });

  it('REG-4: administrators list a user’s devices or everybody’s, page by page, each with its owner', async () => {
    await using own = await createTestDatabase();
    const { registry: registryOfAll } = createTestRegistry(own, {});
    const [admin, member, other] = [
      await createActor(own, 'admin'),
      await createActor(own, 'member'),
      await createActor(own, 'member'),
    ];
    for (const owner of [member, other, member]) {
      await createDevice(own, { userId: owner.userId, platform: 'web' });
    }
    const ownersOf = async (actor: Actor, userId: 'all' | Actor['userId'] | undefined) =>
      (await registryOfAll.list(actor, { ...all, userId })).devices.map((device) => device.userId);
    expect(await ownersOf(admin, undefined)).toEqual([]);
    expect(await ownersOf(admin, member.userId)).toEqual([member.userId, member.userId]);
    const everybodys = [member.userId, other.userId, member.userId];
    expect(await ownersOf(admin, 'all')).toEqual(everybodys);
    const apiKey: Actor = { ...admin, kind: 'api-key', sessionId: null };
    expect(await ownersOf(apiKey, undefined)).toEqual(everybodys);
    expect(await ownersOf(apiKey, other.userId)).toEqual([other.userId]);
    const first = await registryOfAll.list(admin, { status: 'all', userId: 'all', limit: 2 });
    const cursor = String(first.nextCursor);
    const second = await registryOfAll.list(admin, { status: 'all', userId: 'all', limit: 2, cursor });
    expect([...first.devices, ...second.devices].map((device) => device.userId)).toEqual(everybodys);
    expect(second.nextCursor).toBeNull();
  });

  it('REG-13: a member who asks for the devices of others is refused, whoever these are', async () => {
    const [actor, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    for (const userId of ['all', other.userId] as const) {
      await expect(registry.list(actor, { ...all, userId })).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await registry.list(actor, { ...all, userId: actor.userId })).devices).toEqual([]);
  });

  it.each([
    '',
    'x',
    'bnVsbA',
    Buffer.from('[1,"x"]').toString('base64url'),
    Buffer.from('[9e99,1]').toString('base64url'),
  ])('REG-4: the cursor %j is refused by name', async (cursor) => {
    const listing = registry.list(await createActor(database, 'member'), { ...all, cursor });
    await expect(listing).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'cursor' }] });
  });
});

describe('one device', () => {
  it("REG-5: is found by the server's id and by the caller's own, which may itself look like a UUID", async () => {
    const actor = await createActor(database, 'member');
    const own = '0191d5c2-7a3e-7cc1-8d1f-2f3a4b5c6d7e';
    const { device } = await registerPhone(actor, own);
    expect(await registry.find(actor, device.id)).toEqual(device);
    expect(await registry.find(actor, own)).toEqual(device);
  });

  it("REG-13: somebody else's is 403 for whatever is done with it, nothing changes, and the audit log has each try", async () => {
    const [owner, stranger] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const { device } = await registerPhone(owner, 'private', { name: 'Private' });
    const tries = [
      () => registry.find(stranger, device.id),
      () => registry.update(stranger, { id: device.id, name: 'Taken' }),
      () => registry.revoke(stranger, device.id),
      () => registry.replaceToken(stranger, { id: device.id, pushToken: 'x'.repeat(64) }),
    ];
    for (const attempt of tries) {
      await expect(attempt()).rejects.toMatchObject({ code: 'forbidden', status: 403 });
    }
    expect(await registry.find(owner, device.id)).toEqual(device);
    const { rows } = await database.pool.query(
      `SELECT * FROM audit_events WHERE target_id = $1 AND action <> 'device.registered'`,
      [device.id],
    );
    expect(rows).toHaveLength(tries.length);
    expect(rows[0]).toMatchObject({
      user_id: stranger.userId,
      actor: `${stranger.userId}@example.com`,
      action: 'device.foreign_access',
      target_type: 'device',
      ip_address: stranger.ipAddress,
      request_id: stranger.requestId,
    });
  });

  it("REG-13: an id that does not exist is 404, and so is somebody else's device_id, without an audit row", async () => {
    const [owner, stranger] = [await createActor(database, 'member'), await createActor(database, 'member')];
    await registerPhone(owner, 'only mine');
    for (const ref of ['only mine', '0191d5c2-0000-7cc1-8d1f-2f3a4b5c6d7e', "'; DROP TABLE devices; --"]) {
      await expect(registry.find(stranger, ref)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    }
    const { rows } = await database.pool.query('SELECT 1 FROM audit_events WHERE user_id = $1', [
      stranger.userId,
    ]);
    expect(rows).toEqual([]);
  });

  it("REG-13: administrators read anybody's device, and change nobody's but their own", async () => {
    const [owner, admin] = [await createActor(database, 'member'), await createActor(database, 'admin')];
    const { device } = await registerPhone(owner, 'watched');
    expect(await registry.find(admin, device.id)).toEqual(device);
    await expect(registry.revoke(admin, device.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(registry.update(admin, { id: device.id, name: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect((await registry.list(admin, all)).devices).toEqual([]);
  });
});

describe('changing a device', () => {
  it('REG-8: a push device takes any name, also an empty one and one that another device has, and the rest stays', async () => {
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(actor, 'renamed', { name: 'Before', tags: ['kept'] });
    await registerPhone(actor, 'namesake', { name: 'Same 名前' });
    expect(await registry.update(actor, { id: device.id, name: 'Same 名前' })).toMatchObject({
      name: 'Same 名前',
      tags: ['kept'],
    });
    expect((await registry.update(actor, { id: 'renamed', deviceName: '' })).name).toBe('');
    const both = registry.update(actor, { id: device.id, name: 'a', deviceName: 'b' });
    await expect(both).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: 'deviceName' }] });
  });

  it('REG-8: an agent takes no name that another live agent of the user has, and never none', async () => {
    const [actor, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const seed = { userId: actor.userId, platform: 'agent' } as const;
    await createDevice(database, { ...seed, name: 'taken' });
    await createDevice(database, { ...seed, name: 'free again', revokedAt: new Date() });
    await createDevice(database, { ...seed, userId: other.userId, name: 'elsewhere' });
    const id = await createDevice(database, { ...seed, name: 'mine' });
    const rename = (name: string) => registry.update(actor, { id, name });
    await expect(rename('taken')).rejects.toMatchObject({ code: 'name_taken', status: 409 });
    await expect(rename('')).rejects.toMatchObject({ code: 'validation_failed' });
    for (const name of ['mine', 'free again', 'elsewhere']) expect((await rename(name)).name).toBe(name);
  });

  it('mutes until a time and unmutes, replaces tags, and leaves what is not given', async () => {
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(actor, 'muted', { tags: ['old'] });
    const mutedUntil = new Date('2031-06-01T00:00:00Z');
    const muted = await registry.update(actor, { id: device.id, mutedUntil, tags: ['new', 'newer'] });
    expect(muted).toMatchObject({ mutedUntil, tags: ['new', 'newer'] });
    expect(await registry.update(actor, { id: device.id, name: 'x' })).toMatchObject({ mutedUntil });
    expect((await registry.update(actor, { id: device.id, mutedUntil: null })).mutedUntil).toBeNull();
  });
});

describe('being seen', () => {
  it('REG-12: last_seen_at is written at most once in 60 s, also by many calls at once, and not for a revoked device', async () => {
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(actor, 'seen');
    const age = (seconds: number) =>
      database.pool.query(
        `UPDATE devices SET last_seen_at = now() - make_interval(secs => $2) WHERE id = $1`,
        [device.id, seconds],
      );
    await age(59);
    expect(await registry.touch(device.id)).toBe(false);
    await age(61);
    const touches = await Promise.all(Array.from({ length: 20 }, () => registry.touch(device.id)));
    expect(touches.filter((written) => written)).toHaveLength(1);
    await registry.revoke(actor, device.id);
    await age(3600);
    expect(await registry.touch(device.id)).toBe(false);
  });
});
