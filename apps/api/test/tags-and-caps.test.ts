import { randomUUID } from 'node:crypto';
import { createDevice } from '@carillon/testing/factories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

const CAP = 5;
let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 10_000, MAX_DEVICES_PER_USER: CAP });
});
afterAll(() => api.close());

/** A character that is two units of UTF-16. */
const tag = (length: number) => '🔔'.repeat(length);
const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag ${index}`);

async function createOwner() {
  const { userId, accessToken } = await signIn(api, 'member');
  const call = (method: string, path: string, body?: unknown) =>
    api.call(method, `/api/v1/devices${path}`, body, accessToken);
  return {
    userId,
    call,
    phone: (more: object = {}) => call('POST', '', { device_id: randomUUID(), platform: 'ios', ...more }),
    agent: (more: object = {}) => call('POST', '', { device_name: `agent ${randomUUID()}`, ...more }),
  };
}

describe('tags', () => {
  it.each(['phone', 'agent'] as const)(
    'REG-15: a %s has 0 to 20 of them, of 1 to 50 characters each; one more of either is refused by name',
    async (kind) => {
      const owner = await createOwner();
      for (const given of [[], tags(20), [tag(1)], [tag(50)], ['primary', 'backup', 'test']]) {
        const { status, body } = await owner[kind]({ tags: given });
        expect([status, body.tags]).toEqual([201, given]);
        await owner.call('DELETE', `/${body.id}`);
      }
      for (const [refused, path] of [
        [tags(21), 'tags'],
        [[tag(51)], 'tags.0'],
        [['fine', ''], 'tags.1'],
        [['  '], 'tags.0'],
        ['primary', 'tags'],
      ] as const) {
        const { status, body } = await owner[kind]({ tags: refused });
        expect([status, body.errors[0].path]).toEqual([400, path]);
      }
    },
  );

  it('REG-15: are replaced as a whole, trimmed, and stay when they are not given', async () => {
    const owner = await createOwner();
    const { body: device } = await owner.phone({ tags: ['primary'] });
    const update = async (body: object) => (await owner.call('PATCH', `/${device.id}`, body)).body.tags;
    expect(await update({ tags: [' test ', 'backup'] })).toEqual(['test', 'backup']);
    expect(await update({ name: 'Renamed' })).toEqual(['test', 'backup']);
    expect(await update({ tags: [] })).toEqual([]);
    expect((await owner.call('PATCH', `/${device.id}`, { tags: tags(21) })).status).toBe(400);
  });

  it('REG-15: listing filters by one of them, whole and as it is written', async () => {
    const owner = await createOwner();
    const { body: kitchen } = await owner.phone({ tags: ['Kitchen & hall', 'backup'] });
    await owner.phone({ tags: ['backup'] });
    const find = async (wanted: string) =>
      (await owner.call('GET', `?tag=${encodeURIComponent(wanted)}`)).body.devices.length;
    expect(await find('Kitchen & hall')).toBe(1);
    expect(await find('backup')).toBe(2);
    expect(await find('kitchen & hall')).toBe(0);
    expect(await find('Kitchen')).toBe(0);
    const { body } = await owner.call('GET', '?tag=backup&limit=1&status=active');
    expect([body.devices.length, typeof body.next_cursor]).toEqual([1, 'string']);
    await owner.call('DELETE', `/${kitchen.id}`);
    expect((await owner.call('GET', '?tag=backup&status=active')).body.devices).toHaveLength(1);
  });
});

describe('caps', () => {
  it('REG-17: the last device within the cap is taken and the next refused, agents counted like phones', async () => {
    const owner = await createOwner();
    for (let registered = 1; registered < CAP - 1; registered += 1) {
      expect((await owner.phone()).status).toBe(201);
    }
    expect((await owner.agent()).status).toBe(201);
    const { status, body: last } = await owner.phone();
    expect(status).toBe(201);
    for (const refused of [await owner.phone(), await owner.agent()]) {
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({ code: 'device_limit_reached' });
      expect(refused.body.detail).toContain(`${CAP} active devices`);
    }
    const { body: known } = await owner.call('GET', `/${last.id}`);
    const again = { device_id: known.device_id, platform: 'ios' };
    expect((await owner.call('POST', '', again)).status).toBe(200);
    await owner.call('DELETE', `/${last.id}`);
    expect((await owner.agent()).status).toBe(201);
    expect((await owner.call('POST', '', again)).status).toBe(409);
  });

  it('REG-17: revoking many at once makes room for as many', async () => {
    const owner = await createOwner();
    for (let index = 0; index < CAP; index += 1) {
      await createDevice(api.database, { userId: owner.userId, platform: 'web' });
    }
    expect((await owner.phone()).status).toBe(409);
    const { body } = await owner.call('GET', '');
    const ids = body.devices.slice(0, 2).map(({ id }: { id: string }) => id);
    await owner.call('POST', '/bulk-revoke', { ids });
    expect([(await owner.phone()).status, (await owner.agent()).status]).toEqual([201, 201]);
    expect((await owner.agent()).body.code).toBe('device_limit_reached');
  });

  it('REG-17: the instance’s total counts agents, too, and the last one within it is taken', async () => {
    await using resources = new AsyncDisposableStack();
    const small = await startLiveApi({ RATE_LIMIT_FACTOR: 10_000, MAX_DEVICES: 2 });
    resources.defer(() => small.close());
    const { accessToken } = await signIn(small, 'member');
    const register = async (body: object) =>
      (await small.call('POST', '/api/v1/devices', body, accessToken)).status;
    expect(await register({ device_name: 'first' })).toBe(201);
    expect(await register({ device_id: 'second', platform: 'android' })).toBe(201);
    expect(await register({ device_name: 'third' })).toBe(409);
    expect(await register({ device_id: 'third', platform: 'android' })).toBe(409);
  });
});

describe('many devices by REST', () => {
  it('REG-14: up to 500 ids and names are taken, and one more is refused by name', async () => {
    const owner = await createOwner();
    const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
    const names = (count: number) => ids(count).map((id) => ({ id, name: 'x' }));
    const { status, body } = await owner.call('POST', '/bulk-revoke', { ids: ids(500) });
    expect([status, body.results.length, body.results[499].status]).toEqual([200, 500, 'not_found']);
    expect((await owner.call('POST', '/bulk-rename', { names: names(500) })).status).toBe(200);
    for (const refused of [
      await owner.call('POST', '/bulk-revoke', { ids: ids(501) }),
      await owner.call('POST', '/bulk-revoke', { ids: [] }),
      await owner.call('POST', '/bulk-rename', { names: names(501) }),
      await owner.call('POST', '/bulk-rename', { names: [{ id: 'a', name: 'x'.repeat(101) }] }),
    ]) {
      expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
    }
  });

  it('REG-4: a member who asks for everybody’s devices is refused, an administrator is not', async () => {
    const [member, admin] = [await signIn(api, 'member'), await signIn(api, 'admin')];
    const ask = async (token: string, userId: string) =>
      (await api.call('GET', `/api/v1/devices?user_id=${userId}`, undefined, token)).status;
    expect(await ask(member.accessToken, 'all')).toBe(403);
    expect(await ask(member.accessToken, admin.userId)).toBe(403);
    expect(await ask(member.accessToken, member.userId)).toBe(200);
    expect(await ask(admin.accessToken, 'all')).toBe(200);
    expect(await ask(admin.accessToken, member.userId)).toBe(200);
    expect(await ask(admin.accessToken, 'nobody')).toBe(400);
  });
});
