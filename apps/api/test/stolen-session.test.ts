import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';

/** The owner acts at one process; whoever has a copy of their tokens comes to the other. */
let owners: LiveApi;
let thiefs: LiveApi;
beforeAll(async () => {
  owners = await startLiveApi({ RATE_LIMIT_FACTOR: 100 });
  thiefs = await startLiveApi({ RATE_LIMIT_FACTOR: 100 }, owners.database);
});
afterAll(async () => {
  await thiefs.stop();
  await owners.close();
});

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

async function register() {
  const email = `${randomUUID()}@example.com`;
  const { body } = await owners.call('POST', '/api/v1/auth/register', { email, password: PASSWORD });
  return { email, here: body as Tokens };
}
const login = async (email: string, password = PASSWORD) =>
  owners.call('POST', '/api/v1/auth/login', { email, password });
const own = (method: string, path: string, token: string, body?: unknown) =>
  owners.call(method, `/api/v1${path}`, body, token);

/** What a copy of the tokens is good for, at once and at the other process. */
async function worth({ access_token, refresh_token }: Tokens) {
  const read = await thiefs.call('GET', '/api/v1/devices', undefined, access_token);
  const refresh = await thiefs.call('POST', '/api/v1/auth/refresh', { refresh_token });
  return [read.status, refresh.status];
}
const NOTHING = [401, 401];

describe('a copy of somebody’s tokens', () => {
  it('T-13: is good at the other process as long as nothing was ended', async () => {
    const { here } = await register();
    expect(await worth(here)).toEqual([200, 200]);
  });

  it('T-13: is worth nothing once the owner ended that session, and the owner goes on', async () => {
    const { email, here } = await register();
    const stolen: Tokens = (await login(email)).body;
    const { body } = await own('GET', '/auth/sessions', here.access_token);
    const other = body.sessions.find(({ current }: { current: boolean }) => !current);
    expect((await own('DELETE', `/auth/sessions/${other.id}`, here.access_token)).status).toBe(204);
    expect(await worth(stolen)).toEqual(NOTHING);
    expect(await worth(here)).toEqual([200, 200]);
  });

  it('T-13: is worth nothing once its device was revoked', async () => {
    const { email, here } = await register();
    const stolen: Tokens = (await login(email)).body;
    const phone = { device_id: randomUUID(), platform: 'ios' };
    await own('POST', '/devices', stolen.access_token, phone);
    expect((await own('DELETE', `/devices/${phone.device_id}`, here.access_token)).status).toBe(204);
    expect(await worth(stolen)).toEqual(NOTHING);
    expect(await worth(here)).toEqual([200, 200]);
  });

  it('T-13: is worth nothing once the password was changed, wherever it comes from', async () => {
    const { email, here } = await register();
    const stolen: Tokens[] = [(await login(email)).body, (await login(email)).body];
    const change = { current_password: PASSWORD, new_password: 'an entirely new password' };
    expect((await own('POST', '/auth/password', here.access_token, change)).status).toBe(204);
    for (const each of stolen) expect(await worth(each)).toEqual(NOTHING);
    expect((await login(email)).status).toBe(401);
    expect((await login(email, change.new_password)).status).toBe(200);
  });

  it('T-13: that was refreshed before the owner does so ends for both when the owner comes', async () => {
    const { here } = await register();
    const answer = await thiefs.call('POST', '/api/v1/auth/refresh', { refresh_token: here.refresh_token });
    const stolen: Tokens = answer.body;
    expect((await own('GET', '/auth/me', stolen.access_token)).status).toBe(200);
    const { refresh_token } = here;
    expect((await owners.call('POST', '/api/v1/auth/refresh', { refresh_token })).status).toBe(401);
    expect(await worth(stolen)).toEqual(NOTHING);
  });

  it('TOK-13, T-13: is worth nothing once the owner signed out, and the device’s push token is gone', async () => {
    const { here } = await register();
    const phone = { device_id: randomUUID(), platform: 'ios', environment: 'production' };
    const push_token = randomUUID().replaceAll('-', '').repeat(2);
    const { body: device } = await own('POST', '/devices', here.access_token, { ...phone, push_token });
    const { refresh_token } = here;
    const out = await owners.call('POST', '/api/v1/auth/logout', {
      refresh_token,
      device_id: phone.device_id,
    });
    expect(out.status).toBe(204);
    expect(await worth(here)).toEqual(NOTHING);
    const tokens = await owners.database.prisma.pushToken.findMany({ where: { deviceId: device.id } });
    expect(tokens.map(({ active, ciphertext }) => [active, ciphertext])).toEqual([[false, null]]);
  });
});
