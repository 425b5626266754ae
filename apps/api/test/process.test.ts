import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS, spawnApi, startApi } from './api-process.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe('the API as a process', () => {
  it('F-10: starts, is ready, and ends with 0 on SIGTERM, with requests under way answered', async () => {
    await using api = await startApi({ DATABASE_URL: database.url });
    const ready = await fetch(`${api.url}/readyz`);
    expect(await ready.json()).toMatchObject({ status: 'ready', checks: { database: 'ok', queue: 'ok' } });
    const underWay = fetch(`${api.url}/api/v1/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'drain@example.com', password: 'correct horse battery' }),
    });
    // Sent after it and answered: by now the registration has arrived, and its password is being hashed.
    await fetch(`${api.url}/healthz`);
    api.child.kill('SIGTERM');
    expect((await underWay).status).toBe(201);
    expect(await api.exited).toBe(0);
    expect(await api.output).toContain('shut down');
  });

  it('F-13: two processes start at once on one database and make one VAPID pair', async () => {
    const apis = await Promise.all([
      startApi({ DATABASE_URL: database.url }),
      startApi({ DATABASE_URL: database.url }),
    ]);
    const keys = await Promise.all(
      apis.map(async ({ url }) => (await fetch(`${url}/api/v1/push/vapid-public-key`)).text()),
    );
    expect(keys[0]).toContain('public_key');
    expect(keys[0]).toBe(keys[1]);
    for (const api of apis) await api[Symbol.asyncDispose]();
  });

  it('names every missing and bad setting at once, in words, and ends with 1', async () => {
    await using api = spawnApi({
      API_PORT: 'canary',
      TOKEN_ENCRYPTION_KEYS: 'canary',
      NODE_ENV: 'production',
    });
    expect(await api.exited).toBe(1);
    const output = await api.output;
    for (const name of [
      'API_PORT',
      'DATABASE_URL',
      'TOKEN_ENCRYPTION_KEYS',
      'AGENT_SIGNING_KEYS',
      'FINGERPRINT_KEY',
      'AUTH_SECRET',
    ]) {
      expect(output).toContain(`${name}: `);
    }
    expect(output).not.toMatch(/canary|at .*\.ts/);
  });

  it('says that its port is taken and ends with 1', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await using api = spawnApi({ ...SETTINGS, DATABASE_URL: database.url, API_PORT: String(port) });
    expect(await api.exited).toBe(1);
    expect(await api.output).toContain('EADDRINUSE');
    taken.close();
  });

  it('says that the database is not there and ends with 1, without its password', async () => {
    const url = new URL(database.url);
    url.port = '1';
    url.password = 'canary-password';
    await using api = spawnApi({ ...SETTINGS, DATABASE_URL: url.href, API_PORT: '4999' });
    expect(await api.exited).toBe(1);
    expect(await api.output).not.toContain('canary-password');
  });
});
