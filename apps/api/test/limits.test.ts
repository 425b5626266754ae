import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi();
});
afterAll(() => api.close());

const login = { email: 'victim@example.com', password: 'a wrong password' };

describe('rate limits', () => {
  it('OBS-3, REG-13: asking for somebody else’s devices over and over is refused each time, and does not fill the audit log', async () => {
    const strict = await startLiveApi({ RATE_LIMIT_FACTOR: 0.05 }, api.database);
    const [owner, first, second] = await Promise.all(Array.from({ length: 3 }, () => signIn(api, 'member')));
    if (owner === undefined || first === undefined || second === undefined) throw new Error('nobody');
    const phone = { device_id: 'phone', platform: 'ios' };
    const { body } = await api.call('POST', '/api/v1/devices', phone, owner.accessToken);
    const recorded = (userId: string) =>
      api.database.prisma.auditEvent.count({ where: { action: 'device.foreign_access', userId } });
    for (let count = 0; count < 12; count += 1) {
      const answer = await strict.call('GET', `/api/v1/devices/${body.id}`, undefined, first.accessToken);
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    }
    await strict.call('POST', '/api/v1/devices/bulk-revoke', { ids: [body.id] }, first.accessToken);
    const message = { title: 'Hello', audience: { device_ids: [body.id] } };
    const sent = await api.call('POST', '/api/v1/notifications', message, second.accessToken);
    expect(sent.status).toBe(403);
    expect([await recorded(first.userId), await recorded(second.userId)]).toEqual([5, 1]);
    await strict.stop();
  });

  it('T-11: ten logins in one batch are ten charges', async () => {
    await api.register('victim@example.com');
    const paths = Array.from({ length: 10 }, () => 'auth.login').join(',');
    const inputs = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, login]));
    const { body } = await api.call('POST', `/trpc/${paths}?batch=1`, inputs);
    const codes = body.map((each: { error: { data: { code: string } } }) => each.error.data.code);
    expect(codes).toHaveLength(10);
    // Five guesses an account are evaluated, however they are packed.
    expect(codes.filter((code: string) => code === 'unauthenticated').length).toBeLessThanOrEqual(5);
    expect(codes.filter((code: string) => code === 'rate_limited').length).toBeGreaterThanOrEqual(5);
  });

  it('AUTH-6: 429 says when to come back, on REST as on tRPC, which share the limits', async () => {
    const refused = await api.call('POST', '/api/v1/auth/login', login);
    expect([refused.status, refused.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const byTrpc = await api.call('POST', '/trpc/auth.login', login);
    expect([byTrpc.status, Number(byTrpc.headers.get('retry-after')) > 0]).toEqual([429, true]);
  });

  it('AUTH-6: registering is limited by address', async () => {
    const statuses: number[] = [];
    for (let count = 0; count < 40 && !statuses.includes(429); count += 1) {
      const body = { email: `many-${count}@example.com`, password: PASSWORD };
      statuses.push((await api.call('POST', '/api/v1/auth/register', body)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('AUTH-6: sending, cancelling, counting audiences and changing topics are limited by caller', async () => {
    const strict = await startLiveApi({ RATE_LIMIT_FACTOR: 0.01 }, api.database);
    const [first, second] = await Promise.all([signIn(api, 'admin'), signIn(api, 'admin')]);
    const audience = { user_ids: [first.userId] };
    const calls: readonly (readonly [path: string, body: object])[] = [
      ['/notifications', { title: 'Hello', audience }],
      ['/notifications/estimate', { audience }],
      ['/topics/none/members', {}],
      ['/topics', { name: '' }],
    ];
    for (const [path, body] of calls) {
      const call = (token: string) => strict.call('POST', `/api/v1${path}`, body, token);
      const statuses: number[] = [];
      while (statuses.length < 20 && !statuses.includes(429))
        statuses.push((await call(first.accessToken)).status);
      // What is not valid costs nothing.
      expect([path, statuses.at(-1)]).toEqual([path, path === '/topics' ? 400 : 429]);
      expect((await call(second.accessToken)).status).not.toBe(429);
    }
    // One limit for all that sends or takes back.
    const cancelled = await strict.call(
      'POST',
      `/api/v1/notifications/${crypto.randomUUID()}/cancel`,
      {},
      first.accessToken,
    );
    expect(cancelled.status).toBe(429);
    expect(Number(cancelled.headers.get('retry-after'))).toBeGreaterThan(0);
    await strict.stop();
  });

  it.each([
    ['sign_in', 'POST', '/auth/login', { email: 'shared@example.com', password: 'a wrong password' }],
    ['registration', 'POST', '/auth/register', null],
    ['refresh', 'POST', '/auth/refresh', { refresh_token: 'unknown' }],
    ['pairing', 'POST', '/auth/pairings', { device_id: 'phone', platform: 'ios' }],
    ['pairing_code', 'POST', '/auth/pairings/lookup', { code: '000000' }],
    ['subscribe', 'POST', '/devices', { device_id: 'phone', platform: 'ios' }],
    ['sending', 'POST', '/notifications', { title: 'Hello', audience: { user_ids: [] } }],
  ] as const)('AUTH-6: the limit called %s is one for all processes', async (name, method, path, body) => {
    const factor = Math.min(1, 12 / RATE_LIMITS[name].points);
    const settings = { RATE_LIMIT_FACTOR: factor };
    const processes = await Promise.all([
      startLiveApi(settings, api.database),
      startLiveApi(settings, api.database),
    ]);
    await api.database.pool.query('TRUNCATE rate_limits');
    const { userId, accessToken } = await signIn(api, 'admin');
    const inputs = {
      registration: () => ({ email: `${crypto.randomUUID()}@example.com`, password: PASSWORD }),
      sending: () => ({ title: 'Hello', audience: { user_ids: [userId] } }),
    };
    const input = (): unknown => (name in inputs ? inputs[name as keyof typeof inputs]() : body);
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const at = index % 2 === 0 ? processes[0] : processes[1];
        return (await at.call(method, `/api/v1${path}`, input(), accessToken)).status;
      }),
    );
    const evaluated = answers.filter((status) => status !== 429).length;
    expect([name, evaluated]).toEqual([name, Math.floor(RATE_LIMITS[name].points * factor)]);
    await Promise.all(processes.map((each) => each.stop()));
  });
});
