import type { DeviceId } from '@carillon/contracts/ids';
import { createGateStore } from '@carillon/db/repositories/scope-gates';
import { sweepOnce } from '@carillon/notifications/sweeper';
import { BREAKER } from '@carillon/push/dispatch/breaker';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let webpush: World['webpush'];
let admin: World['admin'];
let devicesOf: World['devicesOf'];
let deliveryOf: World['deliveryOf'];
let passedMs: number;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  passedMs = 0;
  world = await createWorld(database, { monotonicMs: () => performance.now() + passedMs });
  ({ delivery, webpush, admin, devicesOf, deliveryOf } = world);
  await delivery.work();
});
afterEach(async () => {
  await world.expectInvariant();
  await world[Symbol.asyncDispose]();
});

const GONE: Outcome = { class: 'token_invalid', reason: 'gone', providerCode: '410', invalidSince: null };
const REFUSED: Outcome = { class: 'config', reason: 'vapid_refused', providerCode: '403' };
const DOWN: Outcome = {
  class: 'transient',
  reason: 'server_error',
  providerCode: '503',
  retryAfterSeconds: null,
};
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** Lets time pass: for the workers, and by moving every time that the database compares with its own clock. */
async function pass(ms: number): Promise<void> {
  passedMs += ms;
  const earlier = (column: string) => `${column} = ${column} - ${ms} * interval '1 millisecond'`;
  await database.pool.query(`
    UPDATE deliveries SET ${earlier('next_attempt_at')} WHERE next_attempt_at IS NOT NULL;
    UPDATE notifications SET ${earlier('created_at')}, ${earlier('expires_at')};
    UPDATE scope_gates SET ${earlier('until')}, ${earlier('updated_at')};
    UPDATE outcome_windows SET ${earlier('updated_at')}`);
  const { ledger } = delivery.worker;
  while ((await sweepOnce({ ledger, queue: delivery.queue })) > 0);
  await delivery.idle();
}

/** Requests that came while time passed. */
async function hitsWhile(ms: number): Promise<number> {
  const before = webpush.hits.length;
  await pass(ms);
  return webpush.hits.length - before;
}

describe('the breaker of a push service that fails', () => {
  it('F-6: half an hour of 5xx costs at most a fifth more requests; then it opens in stages, and everything arrives', async () => {
    const DEVICES = 800;
    await devicesOf(admin, 'webpush', DEVICES);
    webpush.script(() => DOWN);
    const id = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    while (passedMs < 30 * MINUTE_MS) await pass(20 * SECOND_MS);
    expect(webpush.hits.length).toBeLessThanOrEqual(DEVICES * 0.2);
    expect(webpush.hits.length).toBeGreaterThan(30);
    const { rows } = await database.pool.query('SELECT max(attempts) AS attempts FROM deliveries');
    expect(rows[0].attempts).toBeLessThan(10);

    webpush.script(() => 'accept');
    const steps: number[] = [];
    const isOver = async () => (await delivery.states(id)).accepted === DEVICES;
    while (!(await isOver()) && steps.length < 500) steps.push(await hitsWhile(3 * SECOND_MS));
    expect(await delivery.states(id)).toEqual({ accepted: DEVICES });
    expect(webpush.hits.length).toBeLessThanOrEqual(DEVICES * 1.2);
    const busy = steps.filter((hits) => hits > 0);
    expect(busy[0]).toBeLessThanOrEqual(BREAKER.stages[0]);
    expect(busy.length).toBeGreaterThan(3);
    for (const [index, hits] of busy.slice(0, 3).entries()) {
      expect(hits).toBeLessThanOrEqual(BREAKER.stages[index] ?? 0);
    }
  }, 90_000);

  it('F-6: of the messages that a half-open way lets pass, any number of workers send no more than there are permits', async () => {
    const devices = await devicesOf(admin, 'webpush', 60);
    const gates = createGateStore(database, BREAKER);
    await gates.trip({ scope: 'webpush:origin', reason: 'server_failing' });
    const workers = [delivery.newWorker(), delivery.newWorker(), delivery.newWorker()];
    await delivery.send({ audience: { deviceIds: devices } });
    await delivery.idle();
    expect(webpush.hits).toHaveLength(0);
    await database.pool.query("UPDATE scope_gates SET until = now() - interval '1 millisecond'");
    for (const worker of workers) await worker.gates.refresh();
    const admissions = await Promise.all(
      Array.from({ length: 60 }, (_, index) => workers[index % 3]?.gates.admit(['webpush:origin'])),
    );
    expect(admissions.filter((admission) => admission?.kind === 'open')).toHaveLength(BREAKER.stages[0]);
  });

  it('F-6: permits whose messages were never heard of are given out again', async () => {
    const gates = createGateStore(database, BREAKER);
    await gates.trip({ scope: 'lost', reason: 'server_failing' });
    await pass(BREAKER.closedMs.server_failing);
    for (const _ of Array.from({ length: BREAKER.stages[0] }))
      expect(await gates.takePermit('lost')).toBe(true);
    expect(await gates.takePermit('lost')).toBe(false);
    await pass(BREAKER.lostPermitMs + 1);
    expect(await gates.takePermit('lost')).toBe(true);
  });

  it('F-6: each closing lasts longer, up to a limit, and one that went well all the way is forgotten', async () => {
    const gates = createGateStore(database, BREAKER);
    const remaining = async () =>
      (await gates.readClosed()).map(({ remainingMs }) => Math.round(remainingMs / 1000));
    await gates.trip({ scope: 'a', reason: 'server_failing' });
    const lengths = [];
    for (let closing = 0; closing < 6; closing += 1) {
      const [seconds] = (await remaining()) as [number];
      lengths.push(seconds);
      await pass(seconds * SECOND_MS + 10);
      for (const _ of [1, 2, 3]) await gates.reportProbe('a', 'failed');
    }
    expect(lengths).toEqual([30, 60, 120, 240, 300, 300]);
    await pass(300 * SECOND_MS + 10);
    for (const size of BREAKER.stages) {
      for (let passed = 0; passed <= size / 2; passed += 1) await gates.reportProbe('a', 'passed');
      await pass(BREAKER.pauseMs + 10);
    }
    expect(await gates.readClosed()).toEqual([]);
    await gates.trip({ scope: 'a', reason: 'server_failing' });
    expect(await remaining()).toEqual([30]);
  });
});

describe('mass invalidation', () => {
  it('DIS-6: once answers are sane again it heals by itself: what was parked arrives, and no token was retired', async () => {
    await devicesOf(admin, 'webpush', 120);
    webpush.script(() => GONE);
    const id = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    // As long as it goes on, the few that ask whether it still does retire nothing either.
    for (let minute = 0; minute < 10; minute += 1) await pass(MINUTE_MS);
    expect(await database.prisma.pushToken.count({ where: { active: true } })).toBe(120);
    const hits = webpush.hits.length;
    webpush.script(() => 'accept');
    for (let step = 0; step < 60 && (await delivery.states(id)).accepted !== 120; step += 1) {
      await pass(MINUTE_MS);
    }
    expect(await delivery.states(id)).toEqual({ accepted: 120 });
    expect(hits).toBeLessThan(200);
    await pass(BREAKER.forgottenMs + MINUTE_MS);
    // Sane again, a single invalid token is believed to be one.
    const [dead] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script(({ deviceId }) => (deviceId === dead ? GONE : 'accept'));
    await delivery.send({ audience: { deviceIds: [dead] } });
    await delivery.idle();
    expect(await world.tokenOf(dead)).toMatchObject({ active: false, revokeReason: 'invalid' });
  }, 60_000);

  it('DIS-6: an old burst does not decide today', async () => {
    const [dead] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    await database.pool.query(
      `INSERT INTO outcome_windows (scope, total, invalid, config, failing, updated_at)
       VALUES ('webpush:provider', 300, 300, 0, 0, now() - interval '6 hours')`,
    );
    webpush.script(() => GONE);
    await delivery.send({ audience: { deviceIds: [dead] } });
    await delivery.idle();
    expect(await world.tokenOf(dead)).toMatchObject({ active: false, revokeReason: 'invalid' });
  });
});

describe('what waits', () => {
  it('DIS-4: refusals of our credentials do not use up the attempts that failures have', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script((_, attempt) => (attempt <= 12 ? REFUSED : attempt <= 15 ? DOWN : 'accept'));
    const id = await delivery.send({ audience: { deviceIds: [device] } });
    await delivery.idle();
    for (let attempt = 1; attempt < 16; attempt += 1) {
      expect(await deliveryOf(id, device)).toMatchObject({ state: 'pending', attempts: attempt });
      passedMs += MINUTE_MS;
      await delivery.makeDue();
      await delivery.idle();
    }
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'accepted', attempts: 16, refusals: 12 });
  });

  it('DIS-5: a message that waits for the same reason again and again says so once', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    await createGateStore(database, BREAKER).close({
      scope: 'webpush:origin',
      closedMs: 30 * MINUTE_MS,
      reason: 'throttled',
    });
    const id = await delivery.send({ audience: { deviceIds: [device] } });
    await delivery.idle();
    for (const _ of [1, 2, 3]) {
      await delivery.makeDue();
      await delivery.idle();
    }
    expect(await world.traceOf(id, device)).toEqual(['retry throttled']);
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'pending', attempts: 0 });
  });
});
