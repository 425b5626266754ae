import { randomBytes, randomUUID } from 'node:crypto';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, startLiveApi } from './live-api.ts';

/** Secrets that are recognised wherever they turn up. */
const canary = (length: number) => `Canary${randomBytes(length).toString('hex')}`.slice(0, length);
const secrets = {
  password: canary(40),
  newPassword: canary(40),
  wrongPassword: canary(40),
  endpoint: `https://updates.push.example/wpush/v2/${canary(120)}`,
  refusedEndpoint: `https://evil.example/${canary(120)}`,
  p256dh: generateVapidKeys().publicKey,
  auth: randomBytes(16).toString('base64url'),
  apnsToken: randomBytes(32).toString('hex'),
  rotatedToken: randomBytes(32).toString('hex'),
  misplacedToken: randomBytes(32).toString('hex'),
  authSecret: randomBytes(32).toString('base64url'),
  encryptionKey: randomBytes(32).toString('base64url'),
};

let api: LiveApi;
/** Tokens that the server made, added while it runs. */
const issued: string[] = [];
beforeAll(async () => {
  api = await startLiveApi({
    RATE_LIMIT_FACTOR: 1000,
    WEBPUSH_ALLOWED_HOSTS: ['.push.example'],
    AUTH_SECRET: secrets.authSecret,
    TOKEN_ENCRYPTION_KEYS: `k1:${secrets.encryptionKey}`,
  });
  await playThrough();
});
afterAll(() => api.close());

/** Each call that takes or gives a secret, rightly and wrongly. */
async function playThrough(): Promise<void> {
  const email = 'canary@example.com';
  const post = (path: string, body: unknown, token?: string) => api.call('POST', path, body, token);
  const { body: pair } = await post('/api/v1/auth/register', { email, password: secrets.password });
  await post('/api/v1/auth/login', { email, password: secrets.wrongPassword });
  const { body: next } = await post('/api/v1/auth/refresh', { refresh_token: pair.refresh_token });
  issued.push(pair.access_token, pair.refresh_token, next.access_token, next.refresh_token);
  const token = next.access_token;

  const { endpoint, p256dh, auth } = secrets;
  const subscription = { endpoint, keys: { p256dh, auth }, device_id: 'browser-1' };
  const statuses = [
    await post('/api/v1/push/subscribe', subscription, token),
    await post('/api/v1/push/subscribe', { ...subscription, endpoint: secrets.refusedEndpoint }, token),
    await post('/trpc/push.subscribe', { ...subscription, endpoint: secrets.refusedEndpoint }, token),
    await post(
      '/api/v1/devices',
      { device_id: secrets.misplacedToken, platform: secrets.misplacedToken },
      token,
    ),
    await post(
      '/api/v1/notifications/device-tokens',
      { token: secrets.apnsToken, deviceId: 'phone-1', environment: 'production' },
      token,
    ),
    await api.call(
      'PUT',
      '/api/v1/devices/phone-1/token',
      { push_token: secrets.rotatedToken, environment: 'production' },
      token,
    ),
    await post('/api/v1/push/test', {}, token),
    await api.call(
      'DELETE',
      `/api/v1/push/subscribe?endpoint=${encodeURIComponent(endpoint)}`,
      undefined,
      token,
    ),
    await api.call('DELETE', '/api/v1/push/subscribe', { endpoint, id: randomUUID() }, token),
    await post(
      '/api/v1/auth/password',
      { current_password: secrets.password, new_password: secrets.newPassword },
      token,
    ),
    await post('/api/v1/auth/logout', { refresh_token: next.refresh_token, device_id: 'phone-1' }),
  ].map(({ status }) => status);
  expect(statuses).toEqual([201, 400, 400, 400, 201, 200, 202, 204, 400, 204, 204]);
  await api.flush();
}

function expectNone(text: string): void {
  for (const [name, secret] of [
    ...Object.entries(secrets),
    ...issued.map((token) => ['issued token', token]),
  ]) {
    expect({ name, isThere: text.includes(String(secret)) }).toEqual({ name, isThere: false });
  }
}

describe('after a run with secrets that can be recognised', () => {
  it('T-6: the log, at its most talkative, holds none of them', () => {
    expect(api.lines.length).toBeGreaterThan(20);
    expectNone(api.lines.join(''));
  });

  it('TOK-12: the log tells of each registration, rotation and revocation, by ids', () => {
    const events = api.lines.map((line) => JSON.parse(line)).filter(({ event }) => event !== undefined);
    const told = new Set(events.map(({ event }) => event));
    expect([...told].sort()).toEqual([
      'device_registered',
      'device_updated',
      'token_registered',
      'token_revoked',
      'token_rotated',
    ]);
    for (const event of events) {
      expect(event).toMatchObject({ device_id: expect.any(String), request_id: expect.any(String) });
    }
  });

  it('T-6: metrics, the queue’s tables and the pages hold none of them', async () => {
    const { rows } = await api.database.pool.query('SELECT * FROM pgboss.job');
    expect(rows.length).toBeGreaterThan(0);
    expectNone(JSON.stringify(rows));
    for (const path of ['/metrics', '/docs', '/openapi.json', '/readyz']) {
      expectNone(JSON.stringify((await api.call('GET', path)).body));
    }
  });

  it('OBS-1: metrics tell what happened', async () => {
    const { body } = await api.call('GET', '/metrics');
    expect(body).toContain('devices_registered_total{platform="web"} 1');
    expect(body).toContain('devices_registered_total{platform="ios"} 1');
    expect(body).toMatch(/queue_jobs\{queue="notifications.prompt"\} [1-9]/);
    expect(body).toMatch(/push_subscriptions_active\{provider="webpush"\} 0/);
  });

  it('T-15: the database, read whole, holds none of them in clear', async () => {
    const { rows: tables } = await api.database.pool.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const { name } of tables) {
      const { rows } = await api.database.pool.query(`SELECT row_to_json(t)::text AS row FROM ${name} t`);
      expectNone(rows.map(({ row }) => row).join('\n'));
    }
  });
});
