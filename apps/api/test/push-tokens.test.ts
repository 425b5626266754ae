import { apnsToken, fcmToken } from '@carillon/testing/registry';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { signUpWithPhone } from './phone-owner.ts';

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000 });
});
afterAll(() => api.close());

const signUp = (name: string) => signUpWithPhone(api, name);

describe('push tokens by REST', () => {
  it('TOK-8: PUT replaces the token and answers {success: true}; a stale generation is 409', async () => {
    const { call, phone } = await signUp('replaces');
    const { body: device } = await call('POST', '/devices', { ...phone, generation: 5 });
    const put = (seed: string, generation?: number) =>
      call('PUT', `/devices/${device.id}/token`, {
        push_token: apnsToken(seed),
        environment: 'development',
        generation,
      });
    const answer = await put('replaced');
    expect([answer.status, answer.body]).toEqual([200, { success: true }]);
    const stale = await put('stale', 4);
    expect([stale.status, stale.body.code]).toEqual([409, 'stale_registration']);
    expect((await call('GET', '/devices/phone')).body.push.environment).toBe('development');
  });

  it('TOK-9, TOK-10: device-tokens registers with 201, rotates, and revokes with 204, then 404', async () => {
    const { call } = await signUp('by-token');
    const send = (body: object) => call('POST', '/notifications/device-tokens', body);
    const token = apnsToken('by-token 1');
    const first = await send({ token, deviceId: 'old app', environment: 'production' });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      id: expect.any(String),
      device_id: 'old app',
      provider: 'apns',
      environment: 'production',
      rotated: false,
      created_at: expect.any(String),
    });
    const second = await send({
      token: apnsToken('by-token 2'),
      device_id: 'old app',
      environment: 'production',
    });
    expect([second.status, second.body.rotated]).toEqual([201, true]);
    const refused = await Promise.all([
      send({ token: '', deviceId: 'old app', environment: 'production' }),
      send({ token, deviceId: 'old app', environment: 'staging' }),
      send({ token, deviceId: 'old app' }),
      send({ token: 'not hexadecimal', deviceId: 'old app', environment: 'production' }),
    ]);
    expect(refused.map(({ status, body }) => [status, body.errors[0].path])).toEqual([
      [400, 'token'],
      [400, 'environment'],
      [400, 'environment'],
      [400, 'token'],
    ]);
    const path = `/notifications/device-tokens/${encodeURIComponent('old app')}`;
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(404);
    const anonymous = await Promise.all([
      api.call('POST', '/api/v1/notifications/device-tokens', {
        token,
        deviceId: 'x',
        environment: 'production',
      }),
      api.call('DELETE', `/api/v1${path}`),
    ]);
    expect(anonymous.map(({ status }) => status)).toEqual([401, 401]);
  });

  it('TOK-7: a generation travels with a revocation, and keeps what was sent before from coming back', async () => {
    const { call, phone } = await signUp('generations');
    await call('POST', '/devices', { ...phone, generation: 1 });
    expect((await call('DELETE', '/notifications/device-tokens/phone?generation=7')).status).toBe(204);
    const late = await call('POST', '/devices', { ...phone, generation: 6 });
    expect([late.status, late.body.code]).toEqual([409, 'stale_registration']);
    expect((await call('POST', '/devices', { ...phone, generation: 8 })).status).toBe(200);
  });

  it("TOK-13: signing out with device_id revokes that installation's token", async () => {
    const { call, phone, refreshToken } = await signUp('signs-out');
    await call('POST', '/devices', { ...phone, platform: 'android', push_token: fcmToken('signs-out') });
    const body = { refresh_token: refreshToken, device_id: 'phone' };
    expect((await api.call('POST', '/api/v1/auth/logout', body)).status).toBe(204);
    const { rows } = await api.database.pool.query(
      `SELECT p.active, p.revoke_reason, p.ciphertext FROM push_tokens p JOIN devices d ON d.id = p.device_id
       JOIN users u ON u.id = d.user_id WHERE u.email = 'signs-out@example.com'`,
    );
    expect(rows).toEqual([{ active: false, revoke_reason: 'logout', ciphertext: null }]);
  });

  it('TOK-12, OBS-2: each line of the registry names the request, and no line holds a token', async () => {
    const { call, phone } = await signUp('logged');
    const { headers } = await call('POST', '/devices', phone);
    const lines = api.lines.filter((line) => line.includes('"event":"token_registered"'));
    expect(lines.at(-1)).toContain(`"request_id":"${headers.get('x-request-id')}"`);
    expect(api.lines.join('')).not.toContain(phone.push_token);
  });
});
