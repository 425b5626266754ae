import { browserSubscription } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';

let api: LiveApi;
let admin: string;
beforeAll(async () => {
  api = await startLiveApi({ WEBPUSH_ALLOWED_HOSTS: ['.push.example'] });
  admin = (await api.register('admin@example.com')).accessToken;
});
afterAll(() => api.close());

const send = (method: string, path: string, body?: unknown, token?: string) =>
  api.call(method, `/api/v1/push${path}`, body, token);

describe('web push by REST', () => {
  it('WEB-2: the public key needs no credentials', async () => {
    const { status, body } = await send('GET', '/vapid-public-key');
    expect([status, Object.keys(body)]).toEqual([200, ['public_key']]);
    expect(body.public_key).toMatch(/^B[\w-]{86}$/);
  });

  it('WEB-3, WEB-4: subscribes with 201, the same again, and unsubscribes with 204 by body or query, then 404', async () => {
    const { accessToken } = await api.register('subscribes@example.com');
    const subscription = browserSubscription('subscribes');
    const first = await send(
      'POST',
      '/subscribe',
      { ...subscription, user_agent: 'Firefox/150' },
      accessToken,
    );
    expect([first.status, first.body]).toEqual([
      201,
      { id: expect.any(String), device_id: expect.any(String) },
    ]);
    expect((await send('POST', '/subscribe', subscription, accessToken)).body).toEqual(first.body);
    const device = await api.call('GET', `/api/v1/devices/${first.body.device_id}`, undefined, accessToken);
    expect(device.body).toMatchObject({
      platform: 'web',
      user_agent: 'node',
      push: { provider: 'webpush', health: 'ok' },
    });

    const { endpoint } = subscription;
    expect((await send('DELETE', '/subscribe', { endpoint }, accessToken)).status).toBe(204);
    expect((await send('DELETE', '/subscribe', { endpoint }, accessToken)).status).toBe(404);
    const { body } = await send('POST', '/subscribe', subscription, accessToken);
    expect((await send('DELETE', `/subscribe?id=${body.id}`, undefined, accessToken)).status).toBe(204);
    expect((await send('DELETE', '/subscribe', {}, accessToken)).status).toBe(400);
  });

  it('WEB-3, WEB-4: without credentials both are 401; a foreign subscription is 403', async () => {
    const [owner, stranger] = [
      await api.register('owner@example.com'),
      await api.register('stranger@example.com'),
    ];
    const subscription = browserSubscription('owner');
    await send('POST', '/subscribe', subscription, owner.accessToken);
    const { endpoint } = subscription;
    const answers = await Promise.all([
      send('POST', '/subscribe', browserSubscription('nobody')),
      send('DELETE', '/subscribe', { endpoint }),
      send('DELETE', '/subscribe', { endpoint }, stranger.accessToken),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [401, 'anonymous_not_allowed'],
      [401, 'unauthenticated'],
      [403, 'forbidden'],
    ]);
    expect(JSON.stringify(answers)).not.toContain(endpoint);
    expect((await send('DELETE', '/subscribe', { endpoint }, admin)).status).toBe(204);
  });

  it('WEB-5, WEB-6: administrators list subscriptions with shortened endpoints, members are refused; no log line has a whole one', async () => {
    const { accessToken } = await api.register('listed@example.com');
    const subscription = browserSubscription('listed');
    const { body } = await send('POST', '/subscribe', subscription, accessToken);
    expect((await send('GET', '/subscriptions', undefined, accessToken)).status).toBe(403);
    expect((await send('GET', '/subscriptions')).status).toBe(401);
    const list = await send('GET', '/subscriptions?limit=1', undefined, admin);
    const { endpoint, keys } = subscription;
    expect(list.body.subscriptions[0]).toMatchObject({
      id: body.id,
      endpoint: `${endpoint.slice(0, 30)}…${endpoint.slice(-20)}`,
      active: true,
    });
    const everything = JSON.stringify(list.body) + api.lines.join('');
    for (const secret of [endpoint, keys.auth, keys.p256dh]) expect(everything).not.toContain(secret);
  });

  it('WEB-13: a browser that changed its subscription needs no session to say so', async () => {
    const { accessToken } = await api.register('changes@example.com');
    const [old, subscription] = [browserSubscription('old'), browserSubscription('new')];
    const first = await send('POST', '/subscribe', old, accessToken);
    const proof = { endpoint: old.endpoint, auth: old.keys.auth };
    const changed = await send('POST', '/resubscribe', { old: proof, subscription });
    expect([changed.status, changed.body.device_id]).toEqual([200, first.body.device_id]);
    expect((await send('POST', '/resubscribe', { old: proof, subscription })).status).toBe(404);
  });

  it('WEB-12: subscribing is rate limited by account, and resubscribing by address', async () => {
    const { accessToken } = await api.register('floods@example.com');
    const statusesUntilLimited = async (attempt: () => Promise<{ status: number }>) => {
      const statuses = new Set<number>();
      for (let count = 0; count < 400 && !statuses.has(429); count += 1)
        statuses.add((await attempt()).status);
      return [...statuses];
    };
    const bad = { ...browserSubscription('flood'), endpoint: 'http://nowhere.example/' };
    expect(await statusesUntilLimited(() => send('POST', '/subscribe', bad, accessToken))).toEqual([
      400, 429,
    ]);
    const old = { endpoint: 'https://unknown.push.example/', auth: 'x' };
    const subscription = browserSubscription('flood');
    expect(await statusesUntilLimited(() => send('POST', '/resubscribe', { old, subscription }))).toEqual([
      404, 429,
    ]);
    const other = await api.register('not-flooding@example.com');
    const answer = await send('POST', '/subscribe', browserSubscription('calm'), other.accessToken);
    expect(answer.status).toBe(201);
  });
});
