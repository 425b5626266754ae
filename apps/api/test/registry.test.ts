import { randomUUID } from 'node:crypto';
import { apnsToken } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';
import { signUpWithPhone } from './phone-owner.ts';

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000 });
});
afterAll(() => api.close());

const signUp = (name: string) => signUpWithPhone(api, name);

describe('devices by REST', () => {
  it('REG-2: registering answers 201, then 200, with the device in snake_case and without its token', async () => {
    const { call, phone, user } = await signUp('registers');
    const first = await call('POST', '/devices', {
      ...phone,
      name: 'Phone',
      os_version: '26.1',
      tags: ['primary'],
    });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      device_id: 'phone',
      kind: 'push',
      platform: 'ios',
      name: 'Phone',
      model: null,
      os_version: '26.1',
      app_version: null,
      user_agent: 'node',
      tags: ['primary'],
      status: 'active',
      push: {
        provider: 'apns',
        environment: 'production',
        health: 'ok',
        reason: null,
        last_delivered_at: null,
      },
      muted_until: null,
      last_seen_at: expect.stringMatching(/Z$/),
      last_poll_at: null,
      last_ack_at: null,
      created_at: expect.stringMatching(/Z$/),
      updated_at: expect.stringMatching(/Z$/),
      revoked_at: null,
      user_id: user.id,
      online: false,
    });
    const again = await call('POST', '/devices', { deviceId: 'phone', platform: 'ios' });
    expect([again.status, again.body.id, again.body.name]).toEqual([200, first.body.id, 'Phone']);
    expect(JSON.stringify([first.body, again.body])).not.toContain(phone.push_token);
  });

  it.each([
    // Its message names device_id, too.
    ['neither shape', {}, ['device_name']],
    ['an unknown platform', { device_id: 'x', platform: 'toaster' }, ['platform']],
    ['an empty device_id', { device_id: '  ', platform: 'ios' }, ['device_id']],
    ['a device_id of 256 characters', { device_id: 'x'.repeat(256), platform: 'ios' }, ['device_id']],
    ['a name of 101 characters', { device_id: 'x', platform: 'ios', name: 'n'.repeat(101) }, ['name']],
    ['21 tags', { device_id: 'x', platform: 'ios', tags: Array.from({ length: 21 }, String) }, ['tags']],
    ['a token that is none', { device_id: 'x', platform: 'android', push_token: 'short' }, ['push_token']],
    ['a negative generation', { device_id: 'x', platform: 'ios', generation: -1 }, ['generation']],
  ])('API-2, TOK-11: %s is 400 with the field as the caller writes it', async (what, body, paths) => {
    const { call } = await signUp(`refused-${what.replaceAll(/\W/g, '-')}`);
    const answer = await call('POST', '/devices', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors.map(({ path }: { path: string }) => path)).toEqual(paths);
  });

  it('REG-4: lists with filters and pages; limits are 1 to 100', async () => {
    const { call } = await signUp('lists');
    expect((await call('GET', '/devices')).body).toEqual({ devices: [], next_cursor: null });
    for (const device_id of ['a', 'b', 'c']) {
      await call('POST', '/devices', { device_id, platform: 'android', tags: [`tag-${device_id}`] });
    }
    await call('DELETE', '/devices/a');
    const ids = async (query: string) => {
      const { body } = await call('GET', `/devices?${query}`);
      return body.devices.map(({ device_id }: { device_id: string }) => device_id);
    };
    expect(await ids('')).toEqual(['c', 'b', 'a']);
    expect(await ids('status=active')).toEqual(['c', 'b']);
    expect(await ids('status=revoked')).toEqual(['a']);
    expect(await ids('tag=tag-b')).toEqual(['b']);
    const page = await call('GET', '/devices?limit=2');
    expect(page.body.devices).toHaveLength(2);
    expect(await ids(`limit=2&cursor=${page.body.next_cursor}`)).toEqual(['a']);
    const statuses = await Promise.all(
      [
        'limit=1',
        'limit=100',
        'limit=0',
        'limit=101',
        'limit=x',
        'status=other',
        'cursor=nonsense',
        'cursor=%00',
      ].map(async (query) => (await call('GET', `/devices?${query}`)).status),
    );
    expect(statuses).toEqual([200, 200, 400, 400, 400, 400, 400, 400]);
  });

  it("REG-5, REG-8: reads and renames by the server's id and by device_id", async () => {
    const { call, phone } = await signUp('renames');
    const { body: device } = await call('POST', '/devices', phone);
    const renamed = await call('PATCH', `/devices/${device.id}`, {
      name: 'Küche 🍳',
      muted_until: '2031-01-01T00:00:00Z',
    });
    expect([renamed.status, renamed.body.name, renamed.body.muted_until]).toEqual([
      200,
      'Küche 🍳',
      '2031-01-01T00:00:00.000Z',
    ]);
    expect((await call('PATCH', '/devices/phone', { device_name: 'By the other name' })).status).toBe(200);
    expect((await call('GET', '/devices/phone')).body).toMatchObject({
      id: device.id,
      name: 'By the other name',
    });
    expect((await call('GET', `/devices/${device.id}`)).body.muted_until).not.toBeNull();
  });

  it.each([
    ['DELETE', '/devices/phone'],
    ['POST', '/devices/phone/revoke'],
  ])(
    'REG-9, REG-10: %s %s answers 204, also again; the same installation registers anew',
    async (method, path) => {
      const { call, phone } = await signUp(`revokes-${method.toLowerCase()}`);
      const { body: device } = await call('POST', '/devices', phone);
      const answer = await call(method, path);
      expect([answer.status, answer.body]).toEqual([204, '']);
      expect((await call(method, path)).status).toBe(204);
      expect((await call('GET', '/devices/phone')).body).toMatchObject({
        status: 'revoked',
        push: { health: 'none' },
      });
      const again = await call('POST', '/devices', phone);
      expect([again.status, again.body.id, again.body.status]).toEqual([200, device.id, 'active']);
    },
  );

  it('REG-9: revoking signs out an app that registered by its token alone, too', async () => {
    const { accessToken: onPhone } = await api.register('token-alone@example.com');
    const login = await api.call('POST', '/api/v1/auth/login', {
      email: 'token-alone@example.com',
      password: PASSWORD,
    });
    const elsewhere = login.body.access_token;
    const input = { token: apnsToken('alone'), deviceId: 'token-alone', environment: 'production' };
    await api.call('POST', '/api/v1/notifications/device-tokens', input, onPhone);
    await api.call('DELETE', '/api/v1/devices/token-alone', undefined, elsewhere);
    const statusOf = async (token: string) =>
      (await api.call('GET', '/api/v1/auth/me', undefined, token)).status;
    expect([await statusOf(onPhone), await statusOf(elsewhere)]).toEqual([401, 200]);
  });

  it('REG-9: revoking a device signs out what is signed in on it, at once, and not who revokes', async () => {
    const { accessToken: onPhone } = await api.register('loses-a-phone@example.com');
    const login = await api.call('POST', '/api/v1/auth/login', {
      email: 'loses-a-phone@example.com',
      password: PASSWORD,
    });
    const elsewhere = login.body.access_token;
    await api.call('POST', '/api/v1/devices', { device_id: 'lost', platform: 'ios' }, onPhone);
    const revoke = (token: string, id: string) =>
      api.call('DELETE', `/api/v1/devices/${id}`, undefined, token);
    expect((await revoke(elsewhere, 'lost')).status).toBe(204);
    const statusOf = async (token: string) =>
      (await api.call('GET', '/api/v1/auth/me', undefined, token)).status;
    expect([await statusOf(onPhone), await statusOf(elsewhere)]).toEqual([401, 200]);
    await api.call('POST', '/api/v1/devices', { device_id: 'kept', platform: 'ios' }, elsewhere);
    await revoke(elsewhere, 'kept');
    expect(await statusOf(elsewhere)).toBe(200);
  });

  it('REG-12: a call of the device moves last_seen_at, one that is refused does not', async () => {
    const { call, phone } = await signUp('seen');
    const { body: device } = await call('POST', '/devices', phone);
    const makeOld = () =>
      api.database.pool.query(`UPDATE devices SET last_seen_at = '2020-01-01' WHERE id = $1`, [device.id]);
    const lastSeen = async () => {
      const { rows } = await api.database.pool.query('SELECT last_seen_at FROM devices WHERE id = $1', [
        device.id,
      ]);
      return rows[0].last_seen_at.getFullYear();
    };
    await makeOld();
    expect((await call('GET', '/devices/unknown')).status).toBe(404);
    expect(await lastSeen()).toBe(2020);
    expect((await call('GET', '/auth/me')).status).toBe(200);
    expect(await lastSeen()).not.toBe(2020);
  });

  it("REG-13, T-5: somebody else's device is 403 by every route, an unknown one 404, nobody's call 401", async () => {
    const [owner, stranger] = [await signUp('owner'), await signUp('stranger')];
    const { body: device } = await owner.call('POST', '/devices', owner.phone);
    const routes = (id: string) =>
      [
        ['GET', `/devices/${id}`],
        ['PATCH', `/devices/${id}`, { name: 'x' }],
        ['DELETE', `/devices/${id}`],
        ['POST', `/devices/${id}/revoke`],
        ['PUT', `/devices/${id}/token`, { push_token: apnsToken('x'), environment: 'production' }],
      ] as const;
    const statuses = async (id: string, token?: string) =>
      Promise.all(
        routes(id).map(
          async ([method, path, body]) => (await api.call(method, `/api/v1${path}`, body, token)).status,
        ),
      );
    expect(await statuses(device.id, stranger.accessToken)).toEqual([403, 403, 403, 403, 403]);
    expect(await statuses('phone', stranger.accessToken)).toEqual([404, 404, 404, 404, 404]);
    expect(await statuses(randomUUID(), stranger.accessToken)).toEqual([404, 404, 404, 404, 404]);
    expect(await statuses(device.id)).toEqual([401, 401, 401, 401, 401]);
    const lists = [
      await api.call('GET', '/api/v1/devices'),
      await api.call('POST', '/api/v1/devices', owner.phone),
    ];
    expect(lists.map(({ status }) => status)).toEqual([401, 401]);
    expect((await owner.call('GET', '/devices/phone')).body).toEqual(device);
  });

  it('REG-17: one device more than the cap is 409 with what to do', async () => {
    const { call } = await signUp('collects');
    const register = (index: number) =>
      call('POST', '/devices', { device_id: `phone ${index}`, platform: 'ios' });
    const answers = await Promise.all(Array.from({ length: 26 }, (_, index) => register(index)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(25).fill(201), 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({
      code: 'device_limit_reached',
      detail: expect.stringContaining('Revoke one'),
    });
  });
});
