import { randomBytes, randomUUID } from 'node:crypto';
import { browserSubscription } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000, WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
});
afterAll(() => api.close());

const apnsToken = () => randomBytes(32).toString('hex');
const phone = (installation: string) => ({
  device_id: installation,
  platform: 'ios',
  name: 'My phone',
  push_token: apnsToken(),
  environment: 'production',
});

async function member() {
  const { accessToken } = await signIn(api, 'member');
  return {
    get: (path: string) => api.call('GET', `/api/v1${path}`, undefined, accessToken),
    send: (method: string, path: string, body?: unknown) =>
      api.call(method, `/api/v1${path}`, body, accessToken),
  };
}

describe('devices by REST', () => {
  it('REG-5, REG-8, REG-9: is read, renamed and revoked by its id or by the installation’s own', async () => {
    const { get, send } = await member();
    const { body: device } = await send('POST', '/devices', phone('by/its own ?#id'));
    const own = encodeURIComponent('by/its own ?#id');
    expect((await get(`/devices/${own}`)).body.id).toBe(device.id);
    expect((await send('PATCH', `/devices/${device.id}`, { name: '📱 Téléphone' })).body.name).toBe(
      '📱 Téléphone',
    );
    expect((await send('PATCH', `/devices/${own}`, { name: 'x'.repeat(101) })).body.errors[0].path).toBe(
      'name',
    );
    expect((await send('DELETE', `/devices/${own}`)).status).toBe(204);
    expect((await send('POST', `/devices/${device.id}/revoke`)).status).toBe(204);
    expect((await get(`/devices/${device.id}`)).body).toMatchObject({
      status: 'revoked',
      push: { health: 'none', reason: 'device_revoked' },
    });
  });

  it('REG-3: naming both an installation and an agent is 400, and so is neither; nothing is registered', async () => {
    const { get, send } = await member();
    for (const body of [
      { ...phone('both'), device_name: 'backup server' },
      { ...phone('both'), deviceName: '' },
      { platform: 'ios' },
      {},
    ]) {
      const { status, body: problem } = await send('POST', '/devices', body);
      expect([status, problem.code]).toEqual([400, 'validation_failed']);
    }
    const { body } = await send('POST', '/devices', { ...phone('both'), device_name: 'backup server' });
    expect(body.errors).toEqual([
      { path: 'device_name', message: expect.stringContaining('either device_id or device_name') },
    ]);
    expect((await get('/devices')).body.devices).toEqual([]);
  });

  it('WEB-2, WEB-3, WEB-4: the key is public; a browser subscribes and leaves, by body or query', async () => {
    const { send } = await member();
    const key = await api.call('GET', '/api/v1/push/vapid-public-key');
    expect(Buffer.from(key.body.public_key, 'base64url')).toHaveLength(65);
    for (const leave of ['query', 'body'] as const) {
      const subscription = browserSubscription(randomUUID());
      const subscribed = await send('POST', '/push/subscribe', { ...subscription, device_id: randomUUID() });
      expect(subscribed.status).toBe(201);
      expect(Object.keys(subscribed.body).sort()).toEqual(['device_id', 'id']);
      const { endpoint } = subscription;
      const left = () =>
        leave === 'query'
          ? send('DELETE', `/push/subscribe?endpoint=${encodeURIComponent(endpoint)}`)
          : send('DELETE', '/push/subscribe', { endpoint });
      expect([(await left()).status, (await left()).status]).toEqual([204, 404]);
    }
    expect((await send('POST', '/push/subscribe', browserSubscription('x').keys)).body.errors[0].path).toBe(
      'endpoint',
    );
  });

  it('DIS-11: the same Idempotency-Key is the same notification, also when sent at once', async () => {
    const { accessToken } = await signIn(api, 'member');
    const device = await api.call('POST', '/api/v1/devices', phone('idempotent'), accessToken);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        fetch(`${api.url}/api/v1/notifications`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `Bearer ${accessToken}`,
            'idempotency-key': 'order-42',
          },
          body: JSON.stringify({
            audience: { device_ids: [device.body.id] },
            title: 'Once',
            data: { orderId: 42 },
          }),
        }).then(async (response) => ({ status: response.status, body: await response.text() })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  });

  it('SEC-7: text that the database cannot keep is refused by its name, wherever it stands', async () => {
    const { get, send } = await member();
    const device = { device_id: 'unstorable', platform: 'ios' };
    const message = { title: 'Hello', audience: { device_ids: [randomUUID()] } };
    for (const [answer, field] of [
      [await send('POST', '/devices', { ...device, device_id: 'a\0' }), 'device_id'],
      [await send('POST', '/devices', { ...device, os_version: '\0' }), 'os_version'],
      [await send('POST', '/devices', { ...device, tags: ['fine', '\0'] }), 'tags.1'],
      [await get('/devices?search=%00'), 'search'],
      [await get('/devices?tag=%00'), 'tag'],
      [await get('/devices/%00'), 'id'],
      [await send('DELETE', '/notifications/device-tokens/%00'), 'device_id'],
      [await send('POST', '/notifications', { ...message, title: '\0' }), 'title'],
      [await send('POST', '/notifications', { ...message, body: '\ud800' }), 'body'],
      [await send('POST', '/notifications', { ...message, data: { some_key: '\udc00' } }), 'data.some_key'],
      [
        await send('POST', '/auth/register', { email: 'a@b.example', password: 'x'.repeat(20), name: '\0' }),
        'name',
      ],
    ] as const) {
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([400, field]);
    }
  });

  it('API-2: a device is muted until a date that everybody can write, and nothing else', async () => {
    const { send } = await member();
    const { id } = (await send('POST', '/devices', phone('muted-1'))).body;
    for (const mutedUntil of [
      '-271821-04-20T00:00:00Z',
      '+010000-01-01T00:00:00Z',
      true,
      1_900_000_000,
      'soon',
    ]) {
      const answer = await send('PATCH', `/devices/${id}`, { muted_until: mutedUntil });
      expect([mutedUntil, answer.status, answer.body.errors?.[0]?.path]).toEqual([
        mutedUntil,
        400,
        'muted_until',
      ]);
    }
    const last = '9999-12-31T23:59:59.999Z';
    expect((await send('PATCH', `/devices/${id}`, { muted_until: last })).body.muted_until).toBe(last);
  });
});
