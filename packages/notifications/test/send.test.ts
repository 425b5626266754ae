import { randomUUID } from 'node:crypto';
import { apiKeyIdSchema, type DeviceId, type UserId } from '@carillon/contracts/ids';
import { type SendNotificationInput, sendNotificationInputSchema } from '@carillon/contracts/notifications';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import type { TestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { contextOf, useWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let admin: TestUser;
let member: TestUser;

useWorld(async (made) => {
  world = made;
  ({ database, delivery, admin } = made);
  member = await createUser(database, { role: 'member' });
});

function sendAs(
  sender: TestUser,
  input: Partial<SendNotificationInput> & Pick<SendNotificationInput, 'audience'>,
) {
  return delivery.notifications.send(
    contextOf(sender),
    sendNotificationInputSchema.parse({ title: 'Hello', ...input }),
  );
}

const code = (error: unknown) => (error as { code?: string }).code;
const refusal = (sending: Promise<unknown>) => sending.then(() => 'sent', code);

describe('send', () => {
  it('DIS-11, F-8: a hundred equal requests at once are one notification, sent once', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    await delivery.work();
    const requests = Array.from({ length: 100 }, () =>
      sendAs(admin, { audience: { userIds: [admin.id] }, idempotencyKey: 'order-17' }),
    );
    const sent = await Promise.all(requests);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    await delivery.idle();
    expect(world.webpush.hitsOf(device)).toBe(1);
    expect(await database.prisma.notification.count()).toBe(1);
  });

  it('DIS-11: the same key with another request is refused; another sender’s key is another key', async () => {
    await world.devicesOf(admin, 'webpush', 1);
    await world.devicesOf(member, 'webpush', 1);
    const first = await sendAs(member, { audience: { userIds: [member.id] }, idempotencyKey: 'k' });
    expect(
      await refusal(
        sendAs(member, { audience: { userIds: [member.id] }, idempotencyKey: 'k', title: 'Other' }),
      ),
    ).toBe('conflict');
    const other = await sendAs(admin, { audience: { userIds: [member.id] }, idempotencyKey: 'k' });
    expect(other.id).not.toBe(first.id);
    const again = await sendAs(member, { audience: { userIds: [member.id] }, idempotencyKey: 'k' });
    expect(again.id).toBe(first.id);
  });

  it('DIS-11, AUTH-5: of two API keys of one administrator neither is answered with what the other sent', async () => {
    const request = sendNotificationInputSchema.parse({
      audience: { userIds: [admin.id] },
      title: 'Order 1 is ready',
      idempotencyKey: 'order-1',
    });
    const apiKeys = [randomUUID(), randomUUID()].map((id) => apiKeyIdSchema.parse(id));
    const contexts = [null, ...apiKeys].map((apiKeyId) => ({ ...contextOf(admin), apiKeyId }));
    const sendAll = async (title: string) =>
      Promise.all(
        contexts.map((context) => delivery.notifications.send(context, { ...request, title }).catch(code)),
      );
    const sent = await sendAll('Order 1 is ready');
    expect(new Set(sent.map((one) => (one as { id: string }).id)).size).toBe(3);
    expect(await sendAll('Order 1 is ready')).toEqual(sent);
    expect(await sendAll('Another order 1')).toEqual(['conflict', 'conflict', 'conflict']);
  });

  it('REG-11: a device that is being deleted while it is sent to is left out, and the others get it', async () => {
    const [goes, stays] = (await world.devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    const deleting = await database.pool.connect();
    await deleting.query('BEGIN');
    await deleting.query('DELETE FROM devices WHERE id = $1', [goes]);
    const sending = sendAs(admin, { audience: { userIds: [admin.id] } });
    await untilSomebodyWaitsForALock(database);
    await deleting.query('COMMIT');
    deleting.release();
    const { id } = await sending;
    const left = await database.prisma.delivery.findMany({ where: { notificationId: id } });
    expect(left.map(({ deviceId }) => deviceId)).toEqual([stays]);
  });

  it('DIS-11: a request that comes again has the first answer, even if its device is gone or not the sender’s any more', async () => {
    const [device] = (await world.devicesOf(member, 'webpush', 1)) as [DeviceId];
    const request = { audience: { deviceIds: [device] }, idempotencyKey: 'order-18' };
    const first = await sendAs(member, request);
    await database.pool.query('UPDATE devices SET user_id = $2 WHERE id = $1', [device, admin.id]);
    expect(await sendAs(member, request)).toEqual(first);
    expect(await refusal(sendAs(member, { ...request, title: 'Other' }))).toBe('conflict');
    await database.pool.query('DELETE FROM devices WHERE id = $1', [device]);
    expect((await sendAs(member, request)).id).toBe(first.id);
    expect(await refusal(sendAs(admin, request))).toBe('not_found');
  });

  it('DIS-10: data whose names FCM keeps for itself is refused as long as the sender is there, where FCM leads to a device', async () => {
    const audience = { userIds: [member.id] };
    const data = { from: 'Berlin', google: 1, gcm_id: 2, message_type: 'x', fromage: 'Brie', a: 'from' };
    await world.devicesOf(member, 'webpush', 1);
    expect(await refusal(sendAs(admin, { audience, data }))).toBe('sent');
    await world.devicesOf(member, 'fcm', 1);
    const refused = await sendAs(admin, { audience, data }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'validation_failed',
      errors: ['from', 'google', 'gcm_id', 'message_type'].map((key) => ({ path: `data.${key}` })),
    });
    expect(await refusal(sendAs(admin, { audience, data: { fromage: 'Brie' } }))).toBe('sent');
  });

  it('WEB-8, DIS-10: what a push service could never take is refused as long as the sender is there, with the excess', async () => {
    const audience = { userIds: [member.id] };
    const text = (length: number) => ({ audience, data: { text: 'x'.repeat(length) } });
    // Nobody whom it could not reach, nothing to refuse.
    expect(await refusal(sendAs(admin, text(20_000)))).toBe('sent');
    await world.devicesOf(member, 'webpush', 1);
    const { message } = (await sendAs(admin, text(20_000)).catch((error: unknown) => error)) as Error;
    const excess = Number(/takes 3993 bytes, and this message is (\d+) over it/.exec(message)?.[1]);
    expect(await refusal(sendAs(admin, text(20_000 - excess)))).toBe('sent');
    expect(await refusal(sendAs(admin, text(20_001 - excess)))).toBe('payload_too_large');
    await world.devicesOf(member, 'fcm', 1);
    const both = (await sendAs(admin, text(20_000)).catch((error: unknown) => error)) as Error;
    expect(both.message).toMatch(/^Web push takes 3993 bytes.*Firebase takes 4096 bytes/);
    await delivery.work();
    await delivery.idle();
  });

  it('DIS-3, T-5: a member sends to devices of their own only; an administrator to anyone', async () => {
    const mine = await world.devicesOf(member, 'webpush', 2);
    const [theirs] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    expect(await refusal(sendAs(member, { audience: { deviceIds: mine } }))).toBe('sent');
    expect(await refusal(sendAs(member, { audience: { userIds: [member.id] } }))).toBe('sent');
    expect(await refusal(sendAs(member, { audience: { deviceIds: [...mine, theirs] } }))).toBe('forbidden');
    expect(await refusal(sendAs(member, { audience: { userIds: [member.id, admin.id] } }))).toBe('forbidden');
    expect(await refusal(sendAs(member, { audience: { broadcast: true } }))).toBe('forbidden');
    expect(await refusal(sendAs(admin, { audience: { deviceIds: mine } }))).toBe('sent');
    expect(await refusal(sendAs(admin, { audience: { broadcast: true } }))).toBe('sent');
    expect(await database.prisma.delivery.count({ where: { deviceId: theirs } })).toBe(1);
  });

  it('REG-13: an attempt to send to somebody else’s device goes to the audit log, with where it came from', async () => {
    const [theirs] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    expect(await refusal(sendAs(member, { audience: { deviceIds: [theirs] } }))).toBe('forbidden');
    const written = await database.prisma.auditEvent.findMany({ where: { targetId: theirs } });
    expect(written).toMatchObject([
      { userId: member.id, action: 'device.foreign_access', requestId: 'request-1', ipAddress: '192.0.2.7' },
    ]);
  });

  it('users and devices that do not exist are not_found, and nothing is sent', async () => {
    const nobody = randomUUID();
    expect(await refusal(sendAs(admin, { audience: { userIds: [nobody as UserId] } }))).toBe('not_found');
    expect(await refusal(sendAs(member, { audience: { deviceIds: [nobody as DeviceId] } }))).toBe(
      'not_found',
    );
    expect(await database.prisma.notification.count()).toBe(0);
  });

  it('a device that is named twice gets one delivery; a user without devices makes a notification that is done', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    const { id } = await sendAs(admin, { audience: { deviceIds: [device, device] } });
    expect(await delivery.states(id)).toEqual({ pending: 1 });
    const empty = await sendAs(admin, { audience: { userIds: [member.id] } });
    expect(empty.status).toBe('done');
    const view = await delivery.notifications.find({ userId: admin.id, role: 'admin' }, empty.id);
    expect(view.counts.total).toBe(0);
  });

  it('T-6: jobs hold ids only', async () => {
    await world.devicesOf(admin, 'webpush', 2);
    await sendAs(admin, {
      audience: { userIds: [admin.id] },
      title: 'canary-title',
      data: { secret: 'canary-data' },
    });
    const { rows } = await database.pool.query<{ data: object }>('SELECT data FROM pgboss.job');
    expect(rows).toHaveLength(1);
    expect(Object.keys(rows[0]?.data ?? {}).toSorted()).toEqual([
      'channel',
      'deviceIds',
      'lane',
      'notificationId',
      'requestId',
      'reservedUntil',
    ]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });
});

describe('test sends', () => {
  it('to one device, by its id or the owner’s own name for it; to nobody else’s, and to no revoked one', async () => {
    const [device, other] = (await world.devicesOf(member, 'webpush', 2)) as [DeviceId, DeviceId];
    const stranger = await createUser(database, { role: 'member' });
    await delivery.work();
    const { notifications } = delivery;
    const id = await notifications.sendDeviceTest(contextOf(member), device);
    await notifications.sendDeviceTest(contextOf(member), `installation-${device}`);
    await delivery.idle();
    expect(world.webpush.hitsOf(device)).toBe(2);
    expect(world.webpush.hitsOf(other)).toBe(0);
    expect(await notifications.find({ userId: member.id, role: 'member' }, id)).toMatchObject({
      kind: 'test',
      url: `/devices/${device}`,
    });
    expect(await refusal(notifications.sendDeviceTest(contextOf(stranger), device))).toBe('forbidden');
    expect(await refusal(notifications.sendDeviceTest(contextOf(stranger), `installation-${device}`))).toBe(
      'not_found',
    );
    expect(await refusal(notifications.sendDeviceTest(contextOf(admin), device))).toBe('sent');
    await database.pool.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [device]);
    expect(await refusal(notifications.sendDeviceTest(contextOf(member), device))).toBe('conflict');
    await delivery.idle();
  });

  it('to all devices of one’s own; without any it says so', async () => {
    const { notifications } = delivery;
    expect(await refusal(notifications.sendOwnTest(contextOf(member), {}))).toBe('conflict');
    const devices = await world.devicesOf(member, 'webpush', 2);
    await world.devicesOf(admin, 'webpush', 1);
    await delivery.work();
    const id = await notifications.sendOwnTest(contextOf(member), { title: 'Is it on?' });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 2 });
    expect(new Set(world.webpush.hits.map(({ request }) => request.deviceId))).toEqual(new Set(devices));
    expect(world.webpush.hits[0]?.request.message).toMatchObject({
      title: 'Is it on?',
      url: `/notifications/${id}`,
    });
  });
});
