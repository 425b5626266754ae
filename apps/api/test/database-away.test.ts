import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCuttableProxy } from './cuttable-proxy.ts';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

let database: TestDatabase;
let proxy: Awaited<ReturnType<typeof startCuttableProxy>>;
let api: LiveApi;
beforeAll(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  proxy = await startCuttableProxy({ host: url.hostname, port: Number(url.port) });
  url.hostname = '127.0.0.1';
  url.port = String(proxy.port);
  api = await startLiveApi({ DATABASE_URL: url.href }, database);
});
afterAll(async () => {
  await api.close();
  await proxy.close();
});

describe('while the database is away', () => {
  it('F-3: every call that needs it answers 503 with Retry-After, and the first one after its return is served', async () => {
    const { accessToken } = await signIn(api, 'member');
    expect((await api.call('GET', '/api/v1/devices', undefined, accessToken)).status).toBe(200);

    proxy.cut();
    const calls = [
      ['GET', '/api/v1/auth/me', undefined],
      ['GET', '/api/v1/devices', undefined],
      ['POST', '/api/v1/devices', { device_id: 'one', platform: 'ios' }],
      ['POST', '/api/v1/push/test', {}],
      ['POST', '/api/v1/auth/login', { email: 'a@example.com', password: 'some password' }],
      ['POST', '/api/v1/auth/register', { email: 'a@example.com', password: 'some long password' }],
      ['POST', '/trpc/devices.register', { deviceId: 'one', platform: 'ios' }],
    ] as const;
    for (const [method, path, body] of calls) {
      const answer = await api.call(method, path, body, accessToken);
      expect([path, answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([path, 503, true]);
      expect(JSON.stringify(answer.body)).not.toMatch(/ECONN|terminated|prisma|pg/i);
    }
    const metrics = await api.call('GET', '/metrics');
    expect(metrics.body).toContain('database_up 0');
    expect((await api.call('GET', '/healthz')).status).toBe(200);

    proxy.restore();
    expect((await api.call('GET', '/api/v1/devices', undefined, accessToken)).status).toBe(200);
    expect((await api.call('GET', '/metrics')).body).toContain('database_up 1');
  });

  it('F-3: nothing that was refused has happened', async () => {
    const { rows } = await database.pool.query('SELECT count(*)::int AS count FROM devices');
    expect(rows).toEqual([{ count: 0 }]);
  });
});
