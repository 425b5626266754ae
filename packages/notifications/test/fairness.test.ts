import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createExpansionStore } from '@carillon/db/repositories/notifications-expansion';
import { createChunkSlots } from '@carillon/notifications/chunk-slots';
import { deliverChunk } from '@carillon/notifications/deliver-chunk';
import { expand } from '@carillon/notifications/expand';
import { chunkJob, expandJob, promptJob } from '@carillon/notifications/jobs';
import { createLogger } from '@carillon/runtime/logger';
import { createTestDelivery, type TestDelivery } from '@carillon/testing/delivery';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createScriptedProvider } from '@carillon/testing/scripted-provider';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resetDatabase } from './world.ts';

let database: TestDatabase;
let delivery: TestDelivery;
let admin: TestUser;
let answersAfterMs: (deviceId: DeviceId) => number;
/** What was accepted, in the order in which it was. */
let accepted: { readonly notificationId: NotificationId; readonly deviceId: DeviceId }[];
const log = createLogger({ name: 'test', level: 'silent' });

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  accepted = [];
  answersAfterMs = () => 0;
  admin = await createUser(database, { role: 'admin' });
  const scripted = createScriptedProvider('webpush');
  const slow = {
    ...scripted,
    scopeKey: (...[request, scope]: Parameters<typeof scripted.scopeKey>) =>
      scope === 'origin' ? `webpush:origin:${originOf(request.deviceId)}` : scripted.scopeKey(request, scope),
    send: async (...[request, deadlineMs]: Parameters<typeof scripted.send>) => {
      await new Promise((resolve) => setTimeout(resolve, answersAfterMs(request.deviceId)));
      const outcome = await scripted.send(request, deadlineMs);
      accepted.push(request);
      return outcome;
    },
  };
  delivery = await createTestDelivery(database, { adminId: admin.id, providers: [slow] });
});
afterEach(async () => {
  answersAfterMs = () => 0;
  await delivery[Symbol.asyncDispose]();
  await resetDatabase(database);
});

let slowDevices = new Set<DeviceId>();
const originOf = (deviceId: DeviceId) => (slowDevices.has(deviceId) ? 'slow' : 'quick');

/** One worker, as apps/worker has it. */
async function work(): Promise<void> {
  const { queue, worker } = delivery;
  const { ledger } = worker;
  const expansion = createExpansionStore(database);
  const slots = createChunkSlots({
    deliver: (job, run) => deliverChunk(worker, job, run),
    maxBehind: 12,
    log,
  });
  await queue.work(expandJob, (job, signal) => expand({ expansion, ledger, queue, log }, job, signal), {
    concurrency: 1,
  });
  for (const job of [promptJob, chunkJob]) await queue.work(job, slots.run, { concurrency: 2 });
}

const devicesOf = (count: number) =>
  createPushDevices(database, { userId: admin.id, provider: 'webpush', keyRing: delivery.keyRing, count });
const acceptedOf = (id: NotificationId) =>
  accepted.filter(({ notificationId }) => notificationId === id).length;

describe('fairness', () => {
  it('DIS-8: while a broadcast to 20,000 devices of a slow push service is under way, single messages pass it', async () => {
    const [own] = (await devicesOf(20_000)) as [DeviceId];
    answersAfterMs = () => 100;
    await work();
    const broadcast = await delivery.send({ audience: { broadcast: true } });
    await expect.poll(() => acceptedOf(broadcast), { timeout: 10_000 }).toBeGreaterThan(100);
    for (let message = 0; message < 5; message += 1) {
      const before = acceptedOf(broadcast);
      const single = await delivery.send({ audience: { deviceIds: [own] } });
      await expect.poll(() => acceptedOf(single), { timeout: 10_000, interval: 5 }).toBe(1);
      // Less than a twentieth of the broadcast went before it.
      expect(acceptedOf(broadcast) - before).toBeLessThan(1_000);
    }
    expect(acceptedOf(broadcast)).toBeLessThan(10_000);
  }, 60_000);

  it('DIS-1: a push service that is slow holds up its own messages only', async () => {
    const devices = await devicesOf(4_000);
    slowDevices = new Set(devices.filter((_, index) => index % 2 === 0));
    answersAfterMs = (deviceId) => (slowDevices.has(deviceId) ? 500 : 0);
    await work();
    const id = await delivery.send({ audience: { broadcast: true } });
    const quick = () => accepted.filter(({ deviceId }) => !slowDevices.has(deviceId)).length;
    await expect.poll(quick, { timeout: 20_000 }).toBe(2_000);
    expect(acceptedOf(id) - quick()).toBeLessThan(1_500);
    slowDevices = new Set();
  }, 60_000);

  it('DIS-2: a message to a few hundred does not wait for a broadcast that was sent before it', async () => {
    const some = (await devicesOf(300)).slice(0, 150);
    await devicesOf(12_000);
    answersAfterMs = () => 20;
    const broadcast = await delivery.send({ audience: { broadcast: true } });
    await work();
    await expect.poll(() => acceptedOf(broadcast), { timeout: 10_000 }).toBeGreaterThan(100);
    const group = await delivery.send({ audience: { deviceIds: some } });
    await expect.poll(() => acceptedOf(group), { timeout: 20_000, interval: 5 }).toBe(150);
    expect(acceptedOf(broadcast)).toBeLessThan(11_000);
  }, 60_000);

  it('DIS-8: an audience is expanded only so far ahead of what is sent', async () => {
    await devicesOf(200);
    const id = await delivery.send({ audience: { broadcast: true } });
    const { queue, worker } = delivery;
    const { ledger } = worker;
    const expansion = createExpansionStore(database);
    const full = { ...queue, enqueue: queue.enqueue, countWaiting: async () => 100 };
    const parts = { expansion, ledger, queue: full, log };
    await database.pool.query('DELETE FROM pgboss.job');
    await expand(
      parts,
      { notificationId: id, requestId: null, isContinued: true },
      new AbortController().signal,
    );
    expect(await delivery.states(id)).toEqual({});
    const { rows } = await database.pool.query(
      "SELECT data, start_after > created_on AS waits FROM pgboss.job WHERE name = 'notifications.expand'",
    );
    expect(rows).toEqual([{ data: { notificationId: id, requestId: null, isContinued: true }, waits: true }]);
    await work();
    await expect.poll(() => acceptedOf(id), { timeout: 25_000 }).toBe(200);
  }, 40_000);
});
