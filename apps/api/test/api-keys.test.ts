import { randomUUID } from 'node:crypto';
import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import type { Scope } from '@carillon/contracts/api-keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, signIn, type World } from './world.ts';

let api: LiveApi;
let world: World;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1, WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
  world = await createWorld(api);
});
afterAll(() => api.close());

async function create(...scopes: Scope[]) {
  const { body, headers, status } = await api.call(
    'POST',
    '/api/v1/api-keys',
    { name: 'Backend', scopes },
    world.tokens.admin,
  );
  return { id: String(body.id), key: String(body.key), body, headers, status };
}
const send = (audience: object, key: string) =>
  api.call('POST', '/api/v1/notifications', { audience, title: 'Hello' }, key);

describe('API keys over HTTP', () => {
  it('AUTH-5: a key is shown once, in an answer that nobody keeps', async () => {
    const created = await create('devices:read', 'notifications:send');
    expect(created.status).toBe(201);
    expect(created.headers.get('cache-control')).toBe('no-store');
    expect(created.body).toMatchObject({
      name: 'Backend',
      prefix: created.key.slice(0, 12),
      scopes: ['notifications:send', 'devices:read'],
      status: 'active',
      last_used_at: null,
    });
    const { body } = await api.call('GET', '/api/v1/api-keys', undefined, world.tokens.admin);
    expect(body.api_keys.map(({ id }: { id: string }) => id)).toContain(created.id);
    expect(JSON.stringify(body)).not.toContain(created.key);
  });

  it('AUTH-5: no key makes, lists or revokes keys, and members do not either', async () => {
    const { id, key } = await create('users:write', 'audit:read');
    for (const token of [key, world.tokens.owner]) {
      const attempts = [
        await api.call('POST', '/api/v1/api-keys', { name: 'Another', scopes: ['users:read'] }, token),
        await api.call('GET', '/api/v1/api-keys', undefined, token),
        await api.call('DELETE', `/api/v1/api-keys/${id}`, undefined, token),
      ];
      const code = token === key ? 'insufficient_scope' : 'forbidden';
      for (const { status, body } of attempts) expect([status, body.code]).toEqual([403, code]);
    }
  });

  it('AUTH-5: another administrator revokes it, and the next request with it is refused', async () => {
    const { id, key } = await create('devices:read');
    const other = await signIn(api, 'admin');
    expect((await api.call('GET', '/api/v1/devices', undefined, key)).status).toBe(200);
    expect((await api.call('DELETE', `/api/v1/api-keys/${id}`, undefined, other.accessToken)).status).toBe(
      204,
    );
    expect((await api.call('GET', '/api/v1/devices', undefined, key)).status).toBe(401);
  });

  it('DIS-2, AUTH-5: a key with notifications:send sends to anyone, and reads what became of it with notifications:read', async () => {
    const { key } = await create('notifications:send', 'notifications:read');
    const sent = await send({ device_ids: [world.deviceId] }, key);
    expect(sent.status).toBe(202);
    const found = await api.call('GET', `/api/v1/notifications/${sent.body.id}`, undefined, key);
    expect(found.body).toMatchObject({ id: sent.body.id, title: 'Hello' });
    expect((await send({ broadcast: true }, key)).status).toBe(202);
  });

  it('REG-4, AUTH-5: a key with devices:read lists everybody’s devices, or one user’s', async () => {
    const { key } = await create('devices:read');
    const list = async (query: string) => {
      const { body } = await api.call('GET', `/api/v1/devices?limit=100${query}`, undefined, key);
      return new Set(body.devices.map(({ user_id }: { user_id: string }) => user_id));
    };
    const other = await createWorld(api);
    expect([...(await list(''))]).toEqual(expect.arrayContaining([world.ownerId, other.ownerId]));
    expect(await list(`&user_id=${world.ownerId}`)).toEqual(new Set([world.ownerId]));
  });

  it('AUTH-5: a key belongs to no topic: whom it adds or removes has to be said', async () => {
    const { key } = await create('topics:write');
    const path = `/api/v1/topics/${world.topic}/members`;
    for (const method of ['POST', 'DELETE']) {
      const { status, body } = await api.call(method, path, {}, key);
      expect([status, body.errors?.[0]?.path]).toEqual([400, 'user_ids']);
    }
    const { body } = await api.call('DELETE', path, { user_ids: [world.ownerId] }, key);
    expect(body).toEqual({ changed: 1 });
  });

  it('OBS-3: what a key does is in the audit log with the key, the administrator, the request and the address', async () => {
    const { id, key } = await create('notifications:send', 'users:write', 'audit:read');
    const sent = await send({ user_ids: [world.ownerId] }, key);
    await send({ broadcast: true }, key);
    const externalId = { external_id: randomUUID() };
    await api.call('PUT', `/api/v1/users/${world.ownerId}/external-id`, externalId, key);
    const { body } = await api.call('GET', '/api/v1/audit?limit=100', undefined, key);
    const acted = body.events.filter(({ api_key_id }: { api_key_id: string }) => api_key_id === id);
    expect(acted.map(({ action }: { action: string }) => action)).toEqual([
      'user.external_id_set',
      'notification.broadcast',
      'notification.sent',
    ]);
    expect(acted[2]).toMatchObject({
      target_type: 'notification',
      target_id: sent.body.id,
      ip_address: '127.0.0.1',
      request_id: sent.headers.get('x-request-id'),
      user_id: expect.any(String),
      details: { audience: 'user_ids: 1' },
    });
  });

  it('OBS-3: an idempotent send that comes again is told once', async () => {
    const { key } = await create('notifications:send', 'audit:read');
    const body = { audience: { user_ids: [world.ownerId] }, title: 'Once', idempotency_key: randomUUID() };
    const sent = await api.call('POST', '/api/v1/notifications', body, key);
    expect((await api.call('POST', '/api/v1/notifications', body, key)).body.id).toBe(sent.body.id);
    const { body: log } = await api.call('GET', `/api/v1/audit?target_id=${sent.body.id}`, undefined, key);
    expect(log.events).toHaveLength(1);
  });

  it('AUTH-6: sending is limited by key: one that is used up stops neither another nor the administrator', async () => {
    const [greedy, other] = [await create('notifications:send'), await create('notifications:send')];
    const { points } = RATE_LIMITS.sending;
    for (let count = 0; count < points; count += 1) {
      await api.services.auth.limits.charge('sending', `api-key:${greedy.id}`);
    }
    const refused = await send({ user_ids: [world.ownerId] }, greedy.key);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send({ user_ids: [world.ownerId] }, other.key)).status).toBe(202);
    expect((await send({ user_ids: [world.ownerId] }, String(world.tokens.admin))).status).toBe(202);
  });
});
