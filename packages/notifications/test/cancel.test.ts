import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createCancelStore } from '@carillon/db/repositories/ledger-cancel';
import { createExpansionStore } from '@carillon/db/repositories/notifications-expansion';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { createUser, type TestUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf, useWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let admin: TestUser;

useWorld(async (made) => {
  world = made;
  ({ database, delivery, admin } = made);
});

const FAILING: Outcome = {
  class: 'transient',
  reason: 'server_error',
  providerCode: null,
  retryAfterSeconds: null,
};
const cancelAs = (user: TestUser, id: NotificationId) => delivery.notifications.cancel(contextOf(user), id);
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const statusOf = async (id: NotificationId) =>
  (await database.prisma.notification.findUniqueOrThrow({ where: { id } })).status;

describe('cancel', () => {
  it('what waits is cancelled with an event each, never sent, and asking again answers the same', async () => {
    const devices = await world.devicesOf(admin, 'webpush', 3);
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 3, alreadySent: 0 });
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 3, alreadySent: 0 });
    expect(await statusOf(id)).toBe('cancelled');
    await delivery.work();
    await delivery.idle();
    expect(world.webpush.hits).toEqual([]);
    expect(await delivery.states(id)).toEqual({ cancelled: 3 });
    const trace = await world.traceOf(id, devices[0] as DeviceId);
    expect(trace).toEqual(['cancelled notification_cancelled']);
    const view = await delivery.notifications.find({ userId: admin.id, role: 'admin' }, id);
    expect(view).toMatchObject({ status: 'cancelled', cancelledAt: expect.any(Date) });
    expect(view.counts).toMatchObject({ cancelled: 3, pending: 0, total: 3 });
  });

  it('OBS-3: an administrator who takes back what somebody else sent is in the audit log, once; its sender is not', async () => {
    const member = await createUser(database, { role: 'member' });
    await world.devicesOf(member, 'webpush', 1);
    const sendTest = () => delivery.notifications.sendOwnTest(contextOf(member), {});
    const [theirs, own] = [await sendTest(), await sendTest()];
    await cancelAs(admin, theirs);
    await cancelAs(admin, theirs);
    await cancelAs(member, own);
    const written = await database.prisma.auditEvent.findMany({
      where: { action: 'notification.cancelled' },
    });
    expect(written).toMatchObject([{ userId: admin.id, targetType: 'notification', targetId: theirs }]);
  });

  it('T-5: is for the sender and administrators; an id of nothing is not_found', async () => {
    const member = await createUser(database, { role: 'member' });
    const stranger = await createUser(database, { role: 'member' });
    await world.devicesOf(member, 'webpush', 1);
    const send = async () => {
      const id = await delivery.notifications.sendOwnTest(contextOf(member), {});
      return id;
    };
    const id = await send();
    expect(await refusal(cancelAs(stranger, id))).toBe('forbidden');
    expect(await statusOf(id)).toBe('sending');
    expect(await refusal(cancelAs(member, id))).toBe('done');
    expect(await refusal(cancelAs(admin, await send()))).toBe('done');
    // Whoever only gets it does not cancel it.
    const broadcast = await delivery.send({ audience: { broadcast: true } });
    expect(await refusal(cancelAs(member, broadcast))).toBe('forbidden');
    expect(await refusal(cancelAs(admin, broadcast))).toBe('done');
    const nothing = crypto.randomUUID() as NotificationId;
    expect(await refusal(cancelAs(admin, nothing))).toBe('not_found');
  });

  it('a notification that is done stays so: conflict', async () => {
    await world.devicesOf(admin, 'webpush', 1);
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    expect(await refusal(cancelAs(admin, id))).toBe('conflict');
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
  });

  it('what was sent counts as sent; what was to be tried again is not', async () => {
    const [accepted, failing] = (await world.devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    world.webpush.script(({ deviceId }) => (deviceId === failing ? FAILING : 'accept'));
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 1, alreadySent: 1 });
    expect((await world.deliveryOf(id, accepted)).state).toBe('accepted');
    expect(await world.traceOf(id, failing)).toEqual([
      'retry server_error',
      'cancelled notification_cancelled',
    ]);
  });

  it('an expansion that is under way adds nothing more, and chunks that are left do nothing', async () => {
    await world.devicesOf(admin, 'webpush', 150);
    const id = await delivery.send({ audience: { broadcast: true } });
    const expansion = createExpansionStore(database);
    await expansion.expandPage(id, { size: 50, reservationMs: 60_000 }, async () => {});
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 50, alreadySent: 0 });
    expect(await expansion.expandPage(id, { size: 50, reservationMs: 60_000 }, async () => {})).toBeNull();
    await delivery.work();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ cancelled: 50 });
    expect(await statusOf(id)).toBe('cancelled');
  });

  it('goes page by page, in the order of the devices, and leaves what a worker holds to it', async () => {
    const devices = await world.devicesOf(admin, 'webpush', 7);
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await database.pool.query("UPDATE deliveries SET state = 'sending' WHERE device_id = $1", [devices[2]]);
    const cancels = createCancelStore(database);
    await cancels.mark(id);
    expect(await cancels.cancelPage(id, { after: null, size: 3 })).toBe(devices[3]);
    expect(await cancels.cancelPage(id, { after: devices[3] as DeviceId, size: 3 })).toBe(devices[6]);
    expect(await cancels.cancelPage(id, { after: devices[6] as DeviceId, size: 3 })).toBeNull();
    expect(await delivery.states(id)).toEqual({ cancelled: 6, sending: 1 });
    await database.pool.query(
      "UPDATE deliveries SET state = 'pending', next_attempt_at = now() WHERE state = 'sending'",
    );
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 7, alreadySent: 0 });
  });

  it('an attempt that fails after the cancelling is not put back to wait', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    world.webpush.script(() => 'hang');
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await expect.poll(() => world.webpush.hanging()).toBe(1);
    expect(await cancelAs(admin, id)).toEqual({ cancelled: 0, alreadySent: 1 });
    world.webpush.settle(FAILING);
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ cancelled: 1 });
    expect(await world.traceOf(id, device)).toEqual([
      'retry server_error',
      'cancelled notification_cancelled',
    ]);
  });

  it('racing with workers, whenever it comes, it leaves every row decided once and none waiting', async () => {
    await world.devicesOf(admin, 'webpush', 700);
    await world.devicesOf(admin, 'fcm', 60);
    world.webpush.script(({ deviceId }) =>
      Number.parseInt(deviceId.slice(-1), 16) < 4 ? FAILING : 'accept',
    );
    await delivery.work();
    const outcomes = { cancelled: 0, accepted: 0 };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 700 }), async (hits) => {
        const before = world.webpush.hits.length;
        const id = await delivery.send({ audience: { broadcast: true } });
        await expect
          .poll(() => world.webpush.hits.length - before, { interval: 1, timeout: 10_000 })
          .toBeGreaterThanOrEqual(hits);
        // Some of the attempts fail and wait for their next, so that there is always something to cancel.
        await Promise.all([cancelAs(admin, id), cancelAs(admin, id)]);
        await delivery.idle();
        const { cancelled = 0, accepted = 0, ...others } = await delivery.states(id);
        expect({ id, others }).toEqual({ id, others: {} });
        expect(await statusOf(id)).toBe('cancelled');
        expect(await cancelAs(admin, id)).toEqual({ cancelled, alreadySent: accepted });
        outcomes.cancelled += cancelled;
        outcomes.accepted += accepted;
      }),
      { numRuns: 8 },
    );
    expect(outcomes.cancelled).toBeGreaterThan(0);
    expect(outcomes.accepted).toBeGreaterThan(0);
  });
});
