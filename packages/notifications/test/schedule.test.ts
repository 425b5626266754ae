import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import { sendNotificationInputSchema } from '@carillon/contracts/notifications';
import { createScheduleStore } from '@carillon/db/repositories/notifications-schedule';
import { startDue } from '@carillon/notifications/schedule';
import { createLogger } from '@carillon/runtime/logger';
import { createUser, type TestUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
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

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS);
const schedule = (sendAt: Date, input: object = {}) =>
  delivery.notifications.send(
    contextOf(admin),
    sendNotificationInputSchema.parse({ title: 'Later', audience: { broadcast: true }, sendAt, ...input }),
  );
const rowOf = (id: NotificationId) => database.prisma.notification.findUniqueOrThrow({ where: { id } });
const look = () =>
  startDue(
    {
      schedule: createScheduleStore(database),
      queue: delivery.queue,
      log: createLogger({ name: 'test', level: 'silent' }),
    },
    new AbortController().signal,
  );

describe('send_at', () => {
  it('waits for its time, by the database’s clock, and its life begins then', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    const sendAt = inHours(1);
    const { id, status } = await schedule(sendAt, { ttlSeconds: 60 });
    expect(status).toBe('scheduled');
    expect(await rowOf(id)).toMatchObject({
      sendAt,
      expiresAt: new Date(sendAt.getTime() + 60_000),
    });
    await delivery.work();
    expect(await look()).toBe(0);
    expect(await delivery.states(id)).toEqual({});
    expect(await delivery.makeScheduledDue()).toBe(1);
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
    expect(world.webpush.hitsOf(device)).toBe(1);
    expect((await rowOf(id)).status).toBe('done');
  });

  it('addresses who is there when it is due, by the authority of when it was sent', async () => {
    const { id } = await schedule(inHours(1));
    const [late] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    await database.pool.query("UPDATE users SET role = 'member' WHERE id = $1", [admin.id]);
    await delivery.work();
    await delivery.makeScheduledDue();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
    expect(world.webpush.hitsOf(late)).toBe(1);
  });

  it('expands a large audience when it is due, whoever registered until then included', async () => {
    await world.devicesOf(admin, 'webpush', LIMITS.inlineExpansionDevices);
    const { id } = await schedule(inHours(1));
    await world.devicesOf(admin, 'fcm', 20);
    await delivery.work();
    expect(await delivery.makeScheduledDue()).toBe(1);
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: LIMITS.inlineExpansionDevices + 20 });
  });

  it('a time that is past means at once; one that is too far ahead is refused by name', async () => {
    await world.devicesOf(admin, 'webpush', 1);
    const past = await schedule(inHours(-1), { ttlSeconds: 60 });
    expect(past.status).toBe('sending');
    const row = await rowOf(past.id);
    expect(row.sendAt).toBeNull();
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(60_000);
    await expect(schedule(inHours(24 * 367))).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'sendAt' }],
    });
    expect((await schedule(inHours(24 * 365))).status).toBe('scheduled');
  });

  it('DIS-11: the same key schedules once; what is scheduled can be cancelled and is then never sent', async () => {
    await world.devicesOf(admin, 'webpush', 2);
    const sendAt = inHours(2);
    const first = await schedule(sendAt, { idempotencyKey: 'k' });
    expect(await schedule(sendAt, { idempotencyKey: 'k' })).toEqual(first);
    await expect(schedule(inHours(3), { idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await delivery.notifications.cancel(contextOf(admin), first.id)).toEqual({
      cancelled: 0,
      alreadySent: 0,
    });
    await delivery.work();
    expect(await delivery.makeScheduledDue()).toBe(0);
    await delivery.idle();
    expect(world.webpush.hits).toEqual([]);
    expect(await delivery.states(first.id)).toEqual({});
  });

  it('any number of workers look at once, and each notification is started by one of them', async () => {
    await world.devicesOf(admin, 'webpush', 1);
    for (let count = 0; count < 20; count += 1) await schedule(inHours(1));
    await database.pool.query("UPDATE notifications SET send_at = now() - interval '1 minute'");
    const started = await Promise.all([look(), look(), look(), look()]);
    expect(started.reduce((sum, one) => sum + one, 0)).toBe(20);
    await delivery.work();
    await delivery.idle();
    expect(world.webpush.hits).toHaveLength(20);
  });

  it('one that cannot be started holds up no other, and is named', async () => {
    await world.devicesOf(admin, 'webpush', 1);
    const broken = await schedule(inHours(1));
    const member = await createUser(database, { role: 'member' });
    const whole = await schedule(inHours(1), { audience: { userIds: [admin.id, member.id] } });
    await database.pool.query(
      "UPDATE notifications SET audience = '{}', send_at = now() - interval '1 day' WHERE id = $1",
      [broken.id],
    );
    await expect(delivery.makeScheduledDue()).rejects.toThrow(broken.id);
    expect((await rowOf(broken.id)).status).toBe('scheduled');
    expect((await rowOf(whole.id)).status).toBe('sending');
    await delivery.notifications.cancel(contextOf(admin), broken.id);
    await delivery.work();
    await delivery.idle();
  });
});
