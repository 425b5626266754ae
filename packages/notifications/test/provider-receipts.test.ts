import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createProviderReceiptStore } from '@carillon/db/repositories/provider-receipts';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import type { ReceiptsResult } from '@carillon/push/providers/expo/receipts';
import { createLogger } from '@carillon/runtime/logger';
import { createTestDelivery, type TestDelivery } from '@carillon/testing/delivery';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createScriptedProvider, type ScriptedProvider } from '@carillon/testing/scripted-provider';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderReceiptStore } from '../src/ports-provider-receipts.ts';
import {
  checkReceipts,
  checkReceiptsOnce,
  type ProviderReceiptsDependencies,
} from '../src/provider-receipts.ts';
import { resetDatabase } from './world.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const NOT_REGISTERED: Outcome = {
  class: 'token_invalid',
  reason: 'unregistered',
  providerCode: 'DeviceNotRegistered',
  invalidSince: null,
};
const OK: Outcome = { class: 'accepted', providerMessageId: null };

let database: TestDatabase;
let delivery: TestDelivery;
let expo: ScriptedProvider<'expo'>;
let admin: TestUser;
let store: ProviderReceiptStore;
/** What the provider says when it is asked; by default nothing yet. */
let answer: (ticketIds: readonly string[]) => ReceiptsResult;
let asked: (readonly string[])[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  expo = createScriptedProvider('expo');
  admin = await createUser(database, { role: 'admin' });
  delivery = await createTestDelivery(database, { adminId: admin.id, providers: [expo] });
  store = createProviderReceiptStore(database);
  expo.script(({ deviceId }) => ({ class: 'accepted', providerMessageId: ticketOf(deviceId) }));
  asked = [];
  answer = () => ({ kind: 'receipts', outcomes: new Map() });
  await delivery.work();
});
afterEach(async () => {
  await expectLedgerInvariant(database, expo.acceptedPairs());
  await delivery[Symbol.asyncDispose]();
  await resetDatabase(database);
});

const ticketOf = (deviceId: DeviceId): string => `ticket-${deviceId}`;
const receiptsOf = (outcomes: Iterable<readonly [DeviceId, Outcome]>): ReceiptsResult => ({
  kind: 'receipts',
  outcomes: new Map([...outcomes].map(([deviceId, outcome]) => [ticketOf(deviceId), outcome])),
});

function worker(): ProviderReceiptsDependencies {
  return {
    store,
    source: {
      fetchReceipts: async (ticketIds) => {
        asked.push(ticketIds);
        return answer(ticketIds);
      },
    },
    windows: delivery.worker.windows,
    gates: delivery.worker.gates,
    random: () => 0.5,
    log,
  };
}

const checkOnce = (dependencies: ProviderReceiptsDependencies) =>
  checkReceiptsOnce(dependencies, new AbortController().signal);

/** A message that the provider has taken. */
async function accepted(count: number): Promise<{ id: NotificationId; devices: DeviceId[] }> {
  const devices = await createPushDevices(database, {
    userId: admin.id,
    provider: 'expo',
    keyRing: delivery.keyRing,
    count,
  });
  await database.pool.query(`UPDATE push_tokens SET registered_at = registered_at - interval '1 hour'`);
  const id = await delivery.send({ audience: { userIds: [admin.id] }, ttlSeconds: 86_400 });
  await delivery.idle();
  return { id, devices };
}

/** Moves everything that happened into the past, as if so much time had gone by. */
async function pass(minutes: number): Promise<void> {
  await database.pool.query(
    `UPDATE deliveries SET receipt_due_at = receipt_due_at - $1 * interval '1 minute',
       accepted_at = accepted_at - $1 * interval '1 minute', last_attempt_at = last_attempt_at - $1 * interval '1 minute'`,
    [minutes],
  );
  await database.pool.query(
    `UPDATE push_tokens SET registered_at = registered_at - $1 * interval '1 minute'`,
    [minutes],
  );
}

const rowOf = (notificationId: NotificationId, deviceId: DeviceId) =>
  database.prisma.delivery.findUniqueOrThrow({
    where: { notificationId_deviceId: { notificationId, deviceId } },
  });
const tokenOf = (deviceId: DeviceId) =>
  database.prisma.pushToken.findFirstOrThrow({ where: { deviceId }, orderBy: { id: 'desc' } });
const traceOf = async (notificationId: NotificationId, deviceId: DeviceId): Promise<string[]> => {
  const events = await database.prisma.deliveryEvent.findMany({
    where: { notificationId, deviceId },
    orderBy: { id: 'asc' },
  });
  return events.map(({ kind, reason }) => (reason === null ? kind : `${kind} ${reason}`));
};
/** Minutes after the message was accepted at which its receipt is due. */
async function dueMinutes(deviceId: DeviceId): Promise<number | null> {
  const { rows } = await database.pool.query<{ minutes: number | null }>(
    `SELECT (extract(epoch FROM receipt_due_at - accepted_at) / 60)::float8 AS minutes
     FROM deliveries WHERE device_id = $1`,
    [deviceId],
  );
  const minutes = rows[0]?.minutes ?? null;
  return minutes === null ? null : Math.round(minutes);
}

describe('receipts of a provider', () => {
  it('DIS-5: a receipt is due a quarter of an hour after the ticket, and none is asked for before', async () => {
    const { devices } = await accepted(1);
    expect(await dueMinutes(devices[0] as DeviceId)).toBe(15);
    await pass(14);
    expect(await checkOnce(worker())).toBe(0);
    await pass(1);
    expect(await checkOnce(worker())).toBe(1);
    expect(asked).toEqual([[ticketOf(devices[0] as DeviceId)]]);
  });

  it('DIS-5: a good receipt is kept as the reason, and nothing is asked again', async () => {
    const { id, devices } = await accepted(2);
    answer = () => receiptsOf(devices.map((device) => [device, OK]));
    await pass(15);
    await checkOnce(worker());
    for (const device of devices) {
      expect(await rowOf(id, device)).toMatchObject({
        state: 'accepted',
        reason: 'receipt_ok',
        receiptDueAt: null,
        receiptChecks: 1,
      });
      expect(await traceOf(id, device)).toEqual(['accepted', 'receipt receipt_ok']);
    }
    await pass(24 * 60);
    expect(await checkOnce(worker())).toBe(0);
  });

  it('DIS-6: DeviceNotRegistered retires the token, fails the delivery and leaves its trace; the device stays', async () => {
    const { id, devices } = await accepted(2);
    const [dead, alive] = devices as [DeviceId, DeviceId];
    answer = () => receiptsOf([[dead, NOT_REGISTERED]]);
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, dead)).toMatchObject({
      state: 'failed',
      reason: 'unregistered',
      errorCode: 'DeviceNotRegistered',
      receiptDueAt: null,
      nextAttemptAt: null,
    });
    expect(await traceOf(id, dead)).toEqual([
      'accepted',
      'receipt unregistered',
      'failed unregistered',
      'token_retired unregistered',
    ]);
    expect(await tokenOf(dead)).toMatchObject({ active: false, ciphertext: null, revokeReason: 'invalid' });
    expect(await tokenOf(alive)).toMatchObject({ active: true });
    expect(await database.prisma.device.findUniqueOrThrow({ where: { id: dead } })).toMatchObject({
      revokedAt: null,
    });
  });

  it('DIS-6: a token that was registered again since the attempt is not retired', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    answer = () => receiptsOf([[device, NOT_REGISTERED]]);
    await pass(15);
    await database.pool.query(`UPDATE push_tokens SET registered_at = now() - interval '14 minutes'`);
    await checkOnce(worker());
    expect(await tokenOf(device)).toMatchObject({ active: true, revokeReason: null });
    expect(await rowOf(id, device)).toMatchObject({ state: 'failed', reason: 'unregistered' });
  });

  it('DIS-6: so many dead tokens at once that the fault must be elsewhere retire none, and the messages wait', async () => {
    const { id, devices } = await accepted(60);
    answer = () => receiptsOf(devices.map((device) => [device, NOT_REGISTERED]));
    await pass(15);
    await checkOnce(worker());
    expect(await delivery.states(id)).toEqual({ pending: 60 });
    expect(await database.prisma.pushToken.count({ where: { active: true } })).toBe(60);
  });

  it.each([
    ['MessageTooBig', { class: 'payload', reason: 'too_large', providerCode: 'MessageTooBig' } as const],
    ['DeveloperError', { class: 'payload', reason: 'refused', providerCode: 'DeveloperError' } as const],
  ])('DIS-5: %s ends the delivery and leaves the token', async (_, outcome) => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    answer = () => receiptsOf([[device, outcome]]);
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({ state: 'failed', reason: outcome.reason });
    expect(await tokenOf(device)).toMatchObject({ active: true });
  });

  it('DIS-4: what was taken and could not be handed on is sent again, and its notification is on its way again', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    const outcome: Outcome = {
      class: 'throttled',
      reason: 'device_throttled',
      providerCode: 'MessageRateExceeded',
      scope: 'device',
      retryAfterSeconds: 60,
    };
    answer = () => receiptsOf([[device, outcome]]);
    await pass(15);
    await expect.poll(async () => (await statusOf(id)).status).toBe('done');
    await checkOnce(worker());
    expect(await statusOf(id)).toMatchObject({ status: 'sending' });
    expect(await rowOf(id, device)).toMatchObject({
      state: 'pending',
      reason: 'device_throttled',
      receiptDueAt: null,
      receiptChecks: 0,
    });
    await delivery.makeDue();
    await delivery.idle();
    expect(await rowOf(id, device)).toMatchObject({ state: 'accepted', attempts: 2 });
    expect(await dueMinutes(device)).toBe(15);
    expect(await traceOf(id, device)).toEqual([
      'accepted',
      'receipt device_throttled',
      'retry device_throttled',
      'accepted',
    ]);
    await expect.poll(async () => (await statusOf(id)).status).toBe('done');
  });

  it('DIS-4: what Expo could not hand on for want of credentials still has all of its attempts once they are mended', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    let outcome: Outcome = {
      class: 'config',
      reason: 'project_credentials',
      providerCode: 'InvalidCredentials',
    };
    answer = () => receiptsOf([[device, outcome]]);
    for (let refusals = 1; refusals <= 11; refusals += 1) {
      await pass(15);
      await checkOnce(worker());
      expect(await rowOf(id, device)).toMatchObject({ state: 'pending', attempts: refusals, refusals });
      await delivery.makeDue();
      await delivery.idle();
    }
    outcome = {
      class: 'transient',
      reason: 'server_error',
      providerCode: 'ExpoError',
      retryAfterSeconds: null,
    };
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({ state: 'pending', attempts: 12, refusals: 11 });
  });

  it('DIS-4: what could not be handed on and is no longer worth sending has failed', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    await database.pool.query(`UPDATE notifications SET expires_at = now() - interval '1 second'`);
    const outcome: Outcome = {
      class: 'transient',
      reason: 'server_error',
      providerCode: 'ExpoError',
      retryAfterSeconds: null,
    };
    answer = () => receiptsOf([[device, outcome]]);
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({ state: 'failed', reason: 'server_error' });
  });

  it('DIS-5: a receipt that is not there is asked for by schedule, and then stays unknown', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    const schedule = [15, 30, 60, 240, 1380];
    let elapsed = 0;
    for (const minutes of schedule) {
      expect(await dueMinutes(device)).toBe(minutes);
      await pass(minutes - elapsed);
      elapsed = minutes;
      expect(await checkOnce(worker())).toBe(1);
    }
    expect(await rowOf(id, device)).toMatchObject({
      state: 'accepted',
      reason: 'receipt_unknown',
      receiptDueAt: null,
      receiptChecks: schedule.length,
    });
    expect(await traceOf(id, device)).toEqual(['accepted', 'receipt receipt_unknown']);
  });

  it('F-5: a provider that cannot be asked costs no check; after a day nothing is asked any more', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    answer = () => ({ kind: 'failed', reason: 'throttled', retryAfterSeconds: 600 });
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({ state: 'accepted', receiptChecks: 0 });
    expect(await dueMinutes(device)).toBe(25);
    await pass(24 * 60);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({
      state: 'accepted',
      reason: 'receipt_unknown',
      receiptDueAt: null,
    });
  });

  it('DIS-5: what the device itself reported is not contradicted', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    await delivery.notifications.report({ receipt: delivery.receipts.sign(id, device), event: 'displayed' });
    answer = () => receiptsOf([[device, NOT_REGISTERED]]);
    await pass(15);
    await checkOnce(worker());
    expect(await rowOf(id, device)).toMatchObject({ state: 'displayed', receiptDueAt: null });
    expect(await tokenOf(device)).toMatchObject({ active: true });
  });

  it('F-1: several workers at once ask for each receipt once', async () => {
    const { id, devices } = await accepted(300);
    answer = (ticketIds) => ({
      kind: 'receipts',
      outcomes: new Map(ticketIds.map((ticketId) => [ticketId, OK])),
    });
    await pass(15);
    const counts = await Promise.all(Array.from({ length: 6 }, () => checkOnce(worker())));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(devices.length);
    expect(asked.flat().toSorted()).toEqual(devices.map(ticketOf).toSorted());
    expect(await delivery.states(id)).toEqual({ accepted: 300 });
  });

  it('F-1: what a worker that died had claimed is asked for again, and one that comes too late changes nothing', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    await pass(15);
    const lost = await store.claim({ limit: 10, leaseMs: 60_000 });
    expect(lost.receipts).toHaveLength(1);
    expect(await checkOnce(worker())).toBe(0);
    await pass(1);
    answer = () => receiptsOf([[device, OK]]);
    expect(await checkOnce(worker())).toBe(1);
    const late = await store.write(lost.claimedUntil, [
      {
        notificationId: id,
        deviceId: device,
        finding: { kind: 'failed', reason: 'unregistered', errorCode: null, retiresToken: true },
      },
    ]);
    expect(late).toEqual([]);
    expect(await rowOf(id, device)).toMatchObject({ state: 'accepted', reason: 'receipt_ok' });
    expect(await tokenOf(device)).toMatchObject({ active: true });
  });

  it('DIS-5: one round takes everything that is due, in requests that Expo takes, and ends when it is told to', async () => {
    const { id } = await accepted(1_300);
    answer = (ticketIds) => ({
      kind: 'receipts',
      outcomes: new Map(ticketIds.map((ticketId) => [ticketId, OK])),
    });
    await pass(15);
    await checkReceipts(worker(), AbortSignal.abort());
    expect(asked).toEqual([]);
    await checkReceipts(worker(), new AbortController().signal);
    expect(asked.map((ticketIds) => ticketIds.length)).toEqual([1_000, 300]);
    expect(await delivery.states(id)).toEqual({ accepted: 1_300 });
  });

  it('F-10: a process that is to stop does not wait for a provider that never answers, and its receipts are asked for again', async () => {
    const { id, devices } = await accepted(1);
    const [device] = devices as [DeviceId];
    await pass(15);
    const asking = Promise.withResolvers<void>();
    const stopping = new AbortController();
    const source = {
      fetchReceipts: () => {
        asking.resolve();
        return new Promise<never>(() => undefined);
      },
    };
    const round = checkReceipts({ ...worker(), source }, stopping.signal);
    await asking.promise;
    stopping.abort();
    await round;
    await pass(1);
    answer = () => receiptsOf([[device, OK]]);
    expect(await checkOnce(worker())).toBe(1);
    expect(await rowOf(id, device)).toMatchObject({ state: 'accepted', reason: 'receipt_ok' });
  });
});

const statusOf = (id: NotificationId) =>
  database.prisma.notification.findUniqueOrThrow({ where: { id }, select: { status: true } });
