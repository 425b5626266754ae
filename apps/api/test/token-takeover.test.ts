import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AllSimulators, startAllSimulators } from '@carillon/simulators/all-simulators';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiProcess, SETTINGS, startApi } from './api-process.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

const REGISTRATIONS = 100;
const resources = new AsyncDisposableStack();
let database: TestDatabase;
let simulators: AllSimulators;
let apis: readonly ApiProcess[];
let worker: WorkerProcess;

/** Two API processes and a worker, with a simulator of Apple's push service. */
beforeAll(async () => {
  database = await createTestDatabase();
  const directory = await mkdtemp(path.join(tmpdir(), 'carillon-takeover-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  simulators = resources.use(await startAllSimulators({ basePort: 0, directory }));
  const settings = { ...SETTINGS, DATABASE_URL: database.url, ...simulators.files.environment };
  apis = await Promise.all([1, 2].map(async () => resources.use(await startApi(settings))));
  worker = resources.use(startWorker(settings));
}, 60_000);
afterAll(async () => {
  await resources.disposeAsync();
  await database.close();
});

async function call(
  process: number,
  method: string,
  route: string,
  options: { body?: object; token?: string },
) {
  const { body, token } = options;
  const response = await fetch(`${apis[process % 2]?.url}/api/v1${route}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: JSON.parse((await response.text()) || 'null') };
}

async function register(email: string) {
  const { body } = await call(0, 'POST', '/auth/register', {
    body: { email, password: 'long enough password' },
  });
  return { id: String(body.user.id), token: String(body.access_token) };
}

describe('one token that two people want', () => {
  it(`T-4: after ${REGISTRATIONS} registrations at once, over two processes, one has it; only their messages arrive`, async () => {
    const [admin, hers, his] = [
      await register('admin@example.com'),
      await register('hers@example.com'),
      await register('his@example.com'),
    ];
    const pushToken = randomBytes(32).toString('hex');
    const phone = { device_id: 'phone', platform: 'ios', push_token: pushToken, environment: 'production' };
    const people = [hers, his];
    const statuses = await Promise.all(
      Array.from({ length: REGISTRATIONS }, async (_, index) => {
        const { token = '' } = people[index % 2] ?? {};
        return (await call(index >> 1, 'POST', '/devices', { body: phone, token })).status;
      }),
    );
    expect(new Set(statuses)).toEqual(new Set([200, 201]));
    const { rows } = await database.pool.query<{ user_id: string }>(
      'SELECT d.user_id FROM push_tokens t JOIN devices d ON d.id = t.device_id WHERE t.active',
    );
    expect(rows).toHaveLength(1);
    const [owner] = rows;
    for (const { id } of people) {
      const body = { audience: { user_ids: [id] }, title: `To ${id}` };
      const sent = await call(0, 'POST', '/notifications', { body, token: admin.token });
      const isDone = async () =>
        (await call(1, 'GET', `/notifications/${sent.body.id}`, { token: admin.token })).body.status;
      await expect.poll(isDone, { timeout: 15_000, interval: 100 }).toBe('done');
    }
    const arrived = await fetch(`${simulators.apns.settings.controlUrl}/tokens/${pushToken}/notifications`);
    const titles = [...(await arrived.text()).matchAll(/"To ([0-9a-f-]{36})"/g)].map(([, id]) => id);
    expect(titles).toEqual([owner?.user_id]);
    expect(await worker.stop()).not.toContain(pushToken);
  });
});
