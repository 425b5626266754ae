import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createExpansionStore } from '@carillon/db/repositories/notifications-expansion';
import { chunksOf } from '@carillon/notifications/chunks';
import { deliverChunk } from '@carillon/notifications/deliver-chunk';
import type { ChunkJobData } from '@carillon/notifications/jobs';
import { createSweeper, sweepOnce } from '@carillon/notifications/sweeper';
import { createLogger } from '@carillon/runtime/logger';
import type { TestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { useWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let webpush: World['webpush'];
let admin: World['admin'];
let devicesOf: World['devicesOf'];
let deliveryOf: World['deliveryOf'];

useWorld(async (made) => {
  world = made;
  ({ database, delivery, webpush, admin, devicesOf, deliveryOf } = made);
});

const running = (signal: AbortSignal) => ({ signal, onAllStarted: () => {} });
const never = running(new AbortController().signal);

/** The chunk jobs that wait in the queue, taken out of it, so that the test itself runs them. */
async function takeChunks(): Promise<ChunkJobData[]> {
  const { rows } = await database.pool.query<{ data: ChunkJobData }>(
    "DELETE FROM pgboss.job WHERE name IN ('notifications.chunk', 'notifications.prompt') RETURNING data",
  );
  return rows.map(({ data }) => data);
}

async function sendToOwn(
  count: number,
): Promise<{ id: NotificationId; devices: DeviceId[]; chunk: ChunkJobData }> {
  const devices = await devicesOf(admin, 'webpush', count);
  const id = await delivery.send({ audience: { userIds: [admin.id] } });
  const [chunk] = (await takeChunks()) as [ChunkJobData];
  return { id, devices, chunk };
}

/** As if the time of a lease had passed. */
const endLeases = () =>
  database.pool.query(
    "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE state = 'sending'",
  );

describe('leases', () => {
  it('F-8: a chunk that is run ten times, at once and again later, hits each device once', async () => {
    const { id, devices, chunk } = await sendToOwn(20);
    const workers = Array.from({ length: 5 }, () => delivery.newWorker());
    await Promise.all(workers.map((worker) => deliverChunk(worker, chunk, never)));
    for (const worker of workers) await deliverChunk(worker, chunk, never);
    expect(await delivery.states(id)).toEqual({ accepted: 20 });
    for (const device of devices) expect(webpush.hitsOf(device)).toBe(1);
  });

  it('F-1: what a dead worker held is taken over when its lease ends; nothing is lost, only what was in flight repeats', async () => {
    const { id, devices, chunk } = await sendToOwn(30);
    const dying = delivery.newWorker();
    webpush.script(({ deviceId }) => (devices.indexOf(deviceId) < 10 ? 'hang' : 'accept'));
    const abandoned = deliverChunk(dying, chunk, never);
    await expect.poll(() => delivery.states(id)).toEqual({ sending: 10, accepted: 20 });
    await endLeases();
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    webpush.script(() => 'accept');
    await delivery.work();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 30 });
    for (const [index, device] of devices.entries()) expect(webpush.hitsOf(device)).toBe(index < 10 ? 2 : 1);
    expect(await world.traceOf(id, devices[0] as DeviceId)).toEqual(['retry worker_lost', 'accepted']);
    webpush.settle({ class: 'transient', reason: 'closed', providerCode: null, retryAfterSeconds: null });
    await abandoned;
  });

  it('F-2: a worker that was stopped past its lease writes nothing: no state, no event, no token', async () => {
    const { id, devices, chunk } = await sendToOwn(3);
    webpush.script((_, attempt) => (attempt === 1 ? 'hang' : 'accept'));
    const stopped = deliverChunk(delivery.newWorker(), chunk, never);
    await expect.poll(() => webpush.hanging()).toBe(3);
    await endLeases();
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    const [again] = (await takeChunks()) as [ChunkJobData];
    await deliverChunk(delivery.newWorker(), again, never);
    const before = await database.prisma.delivery.findMany({ orderBy: { deviceId: 'asc' } });
    webpush.settle({ class: 'token_invalid', reason: 'gone', providerCode: '410', invalidSince: null });
    await stopped;
    expect(await database.prisma.delivery.findMany({ orderBy: { deviceId: 'asc' } })).toEqual(before);
    expect(await delivery.states(id)).toEqual({ accepted: 3 });
    expect(await database.prisma.pushToken.count({ where: { active: true } })).toBe(3);
    for (const device of devices) {
      expect(await world.traceOf(id, device)).toEqual(['retry worker_lost', 'accepted']);
    }
  });

  it('F-2: a worker that was stopped while another still holds the new lease writes nothing either', async () => {
    const { id, chunk } = await sendToOwn(1);
    webpush.script(() => 'hang');
    const stopped = deliverChunk(delivery.newWorker(), chunk, never);
    await expect.poll(() => webpush.hanging()).toBe(1);
    await endLeases();
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    const [again] = (await takeChunks()) as [ChunkJobData];
    const holder = deliverChunk(delivery.newWorker(), again, never);
    await expect.poll(() => webpush.hanging()).toBe(2);
    webpush.settle({ class: 'accepted', providerMessageId: null });
    await Promise.all([stopped, holder]);
    const { leaseEpoch, attempts } = await database.prisma.delivery.findFirstOrThrow();
    expect({ leaseEpoch, attempts }).toEqual({ leaseEpoch: 3, attempts: 2 });
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
  });

  it('F-10: a worker that is told to stop finishes what it sends, hands the rest back, and it is sent once', async () => {
    const { id, devices } = await sendToOwn(80);
    // Of fifty places five are kept for single messages; the others run at once, and the rest waits for a place.
    const [chunk] = await makeChunks(id);
    webpush.script((_, attempt) => (attempt === 1 ? 'hang' : 'accept'));
    const stopping = new AbortController();
    const draining = deliverChunk(delivery.newWorker(), chunk as ChunkJobData, running(stopping.signal));
    await expect.poll(() => webpush.hanging()).toBe(45);
    stopping.abort();
    webpush.settle({ class: 'accepted', providerMessageId: null });
    await draining;
    expect(await delivery.states(id)).toEqual({ accepted: 45, pending: 35 });
    webpush.script(() => 'accept');
    await delivery.work();
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 80 });
    for (const device of devices) expect(webpush.hitsOf(device)).toBe(1);
  });

  it('TOK-6: what waits too long for its turn is handed back unsent, since its token may have changed hands meanwhile', async () => {
    const { id, devices, chunk } = await sendToOwn(5);
    let elapsedMs = 0;
    const slow = { ...delivery.newWorker(), monotonicMs: () => performance.now() + elapsedMs };
    const { ledger } = slow;
    const leasing = {
      ...ledger,
      lease: async (...request: Parameters<typeof ledger.lease>) => {
        const leased = await ledger.lease(...request);
        elapsedMs = 2_000;
        return leased;
      },
    };
    await deliverChunk({ ...slow, ledger: leasing }, chunk, never);
    expect(await delivery.states(id)).toEqual({ pending: 5 });
    expect(await deliveryOf(id, devices[0] as DeviceId)).toMatchObject({ attempts: 0, reason: 'released' });
    expect(webpush.hits).toHaveLength(0);
    await delivery.work();
    await delivery.makeDue();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 5 });
    expect(await world.traceOf(id, devices[0] as DeviceId)).toEqual(['accepted']);
  });

  it('F-11: rows are due by the database’s clock, whatever this machine’s clock says', async () => {
    const { id, chunk } = await sendToOwn(2);
    const strange = { ...delivery.newWorker(), monotonicMs: () => performance.now() + 3_600_000 };
    await deliverChunk(strange, chunk, never);
    expect(await delivery.states(id)).toEqual({ accepted: 2 });
  });

  it('F-9: rows over which workers die go out in ever smaller parts, and end when their attempts do', async () => {
    const { id, devices } = await sendToOwn(100);
    const sizes: number[] = [];
    for (let death = 1; death <= 10; death += 1) {
      await database.pool.query(
        "UPDATE deliveries SET state = 'sending', next_attempt_at = now() - interval '1 second' WHERE state IN ('pending', 'sending')",
      );
      await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
      const chunks = await takeChunks();
      expect(chunks.flatMap(({ deviceIds }) => deviceIds)).toHaveLength(100);
      sizes.push(Math.max(...chunks.map(({ deviceIds }) => deviceIds.length)));
      if (death === 10) for (const chunk of chunks) await deliverChunk(delivery.worker, chunk, never);
    }
    expect(sizes.slice(0, 4)).toEqual([62, 7, 1, 1]);
    expect(await delivery.states(id)).toEqual({ failed: 100 });
    expect(await deliveryOf(id, devices[0] as DeviceId)).toMatchObject({ reason: 'attempts_exhausted' });
    expect(webpush.hits).toHaveLength(0);
  });
});

describe('the sweeper', () => {
  it('DIS-4: any number of them side by side make one job of each row that is due', async () => {
    const { id } = await sendToOwn(50);
    await database.pool.query("UPDATE deliveries SET next_attempt_at = now() - interval '1 second'");
    const { ledger } = delivery.worker;
    const swept = await Promise.all(
      Array.from({ length: 8 }, () => sweepOnce({ ledger, queue: delivery.queue })),
    );
    expect(swept.reduce((sum, rows) => sum + rows, 0)).toBe(50);
    const chunks = await takeChunks();
    expect(chunks.flatMap(({ deviceIds }) => deviceIds)).toHaveLength(50);
    for (const chunk of chunks) await deliverChunk(delivery.worker, chunk, never);
    expect(await delivery.states(id)).toEqual({ accepted: 50 });
  });

  it('a job does not take rows that wait for a later time than the one it was made for', async () => {
    const { id, chunk } = await sendToOwn(1);
    webpush.script(() => ({
      class: 'transient',
      reason: 'timeout',
      providerCode: null,
      retryAfterSeconds: null,
    }));
    await deliverChunk(delivery.worker, chunk, never);
    await deliverChunk(delivery.worker, chunk, never);
    expect(webpush.hits).toHaveLength(1);
    expect(await delivery.states(id)).toEqual({ pending: 1 });
  });

  it('F-1: a message all of whose rows are decided is done, also if the worker of the last one died before it said so', async () => {
    const { id, chunk } = await sendToOwn(2);
    const dying = delivery.newWorker();
    const ledger = { ...dying.ledger, finish: () => Promise.reject(new Error('killed')) };
    await expect(deliverChunk({ ...dying, ledger }, chunk, never)).rejects.toThrow('killed');
    const statusOf = async () =>
      (await database.prisma.notification.findUniqueOrThrow({ where: { id } })).status;
    expect(await statusOf()).toBe('sending');
    await database.pool.query("UPDATE notifications SET updated_at = now() - interval '10 minutes'");
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    expect(await statusOf()).toBe('done');
  });

  it('starts, finds what is due by itself, and stops', async () => {
    const { id } = await sendToOwn(5);
    await database.pool.query("UPDATE deliveries SET next_attempt_at = now() + interval '300 milliseconds'");
    const log = createLogger({ name: 'test', level: 'silent' });
    const sweeper = createSweeper({ ledger: delivery.worker.ledger, queue: delivery.queue, log });
    await delivery.work();
    sweeper.start();
    await expect.poll(() => delivery.states(id), { timeout: 5_000 }).toEqual({ accepted: 5 });
    await sweeper.stop();
  });
});

describe('expansion', () => {
  it('F-1: pages by a saved cursor, so that it can end after any page and go on elsewhere; each device has one row', async () => {
    await devicesOf(admin, 'webpush', 130);
    const id = await delivery.send({ audience: { broadcast: true } });
    await database.pool.query('DELETE FROM pgboss.job');
    const expansion = createExpansionStore(database);
    const handed: string[] = [];
    const page = { size: 50, reservationMs: 60_000 };
    const next = () =>
      expansion.expandPage(id, page, async ({ recipients }) => {
        handed.push(...recipients.map(({ deviceId }) => deviceId));
      });
    expect(await next()).toBe(50);
    // A page whose jobs cannot be enqueued is as if it had never been.
    const failing = expansion.expandPage(id, page, () => Promise.reject(new Error('the queue is away')));
    await expect(failing).rejects.toThrow('the queue is away');
    // Two at once take turns.
    expect((await Promise.all([next(), next()])).toSorted()).toEqual([30, 50]);
    expect(await next()).toBeNull();
    expect(new Set(handed).size).toBe(130);
    expect(await delivery.states(id)).toEqual({ pending: 130 });
    await delivery.work();
    await delivery.makeDue();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 130 });
  });

  it('DIS-8: what was expanded before is sent while the next page is being stored', async () => {
    await devicesOf(admin, 'webpush', 130);
    const id = await delivery.send({ audience: { broadcast: true } });
    await database.pool.query('DELETE FROM pgboss.job');
    const expansion = createExpansionStore(database);
    const page = { size: 100, reservationMs: 60_000 };
    const chunks: ChunkJobData[] = [];
    await expansion.expandPage(id, page, async (reserved) => {
      chunks.push(...chunksOf(id, reserved, { requestId: null, lane: 'bulk' }));
    });
    // In the transaction of the next page, which has not ended yet.
    await expansion.expandPage(id, page, () =>
      deliverChunk(delivery.worker, chunks[0] as ChunkJobData, never),
    );
    expect(await delivery.states(id)).toEqual({ accepted: 100, pending: 30 });
  });

  it('F-1: an expansion whose job was lost is taken up again', async () => {
    await devicesOf(admin, 'webpush', 101);
    const id = await delivery.send({ audience: { broadcast: true } });
    await database.pool.query('DELETE FROM pgboss.job');
    await database.pool.query("UPDATE notifications SET updated_at = now() - interval '10 minutes'");
    await delivery.work();
    await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 101 });
  });
});

/** Makes everything of a notification due, and gives the jobs for it. */
async function makeChunks(id: NotificationId): Promise<ChunkJobData[]> {
  await database.pool.query(
    "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE notification_id = $1",
    [id],
  );
  await sweepOnce({ ledger: delivery.worker.ledger, queue: delivery.queue });
  return takeChunks();
}
