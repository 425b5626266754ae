import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { useWorld, type World } from './world.ts';

let database: TestDatabase;
let delivery: World['delivery'];
let webpush: World['webpush'];
let fcm: World['fcm'];
let admin: World['admin'];
let devicesOf: World['devicesOf'];
let deliveryOf: World['deliveryOf'];

useWorld(async (made) => {
  ({ database, delivery, webpush, fcm, admin, devicesOf, deliveryOf } = made);
});

describe('dispatch', () => {
  it('DIS-1: a user’s devices are all reached, each by its own provider, and one that hangs holds up no other', async () => {
    const [slow, ...browsers] = await devicesOf(admin, 'webpush', 4);
    const phones = await devicesOf(admin, 'fcm', 3);
    webpush.script(({ deviceId }) => (deviceId === slow ? 'hang' : 'accept'));
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.work();
    await expect.poll(() => delivery.states(id)).toEqual({ sending: 1, accepted: 6 });
    for (const deviceId of browsers) expect(webpush.hitsOf(deviceId)).toBe(1);
    for (const deviceId of phones) expect(fcm.hitsOf(deviceId)).toBe(1);
    webpush.settle({ class: 'accepted', providerMessageId: null });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 7 });
  });

  it('DIS-3: of two users only the addressed one’s devices get it, by user, by device and not at all otherwise', async () => {
    const other = await createUser(database, { role: 'member' });
    const mine = await devicesOf(admin, 'webpush', 3);
    const theirs = await devicesOf(other, 'webpush', 3);
    await delivery.work();
    await delivery.send({ audience: { userIds: [other.id] } });
    await delivery.idle();
    expect(new Set(webpush.hits.map(({ request }) => request.deviceId))).toEqual(new Set(theirs));
    await delivery.send({ audience: { deviceIds: [mine[0] as DeviceId] } });
    await delivery.idle();
    expect(webpush.hits.map(({ request }) => request.deviceId)).toEqual([...theirs, mine[0]]);
  });

  it('DIS-2: a broadcast that is too large for the sending transaction reaches every device once', async () => {
    const other = await createUser(database, { role: 'member' });
    await devicesOf(admin, 'webpush', 620);
    await devicesOf(other, 'fcm', 130);
    await delivery.work();
    const id = await delivery.send({ audience: { broadcast: true } });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 750 });
    expect(webpush.hits).toHaveLength(620);
    const { status } = await database.prisma.notification.findUniqueOrThrow({ where: { id } });
    expect(status).toBe('done');
  });

  it('DIS-5: each device’s outcome is kept: state, attempts, provider’s id, code and times', async () => {
    const [good, bad] = (await devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    webpush.script(({ deviceId }) =>
      deviceId === good
        ? { class: 'accepted', providerMessageId: 'message-1' }
        : { class: 'payload', reason: 'too_large', providerCode: '413' },
    );
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    expect(await deliveryOf(id, good)).toMatchObject({
      state: 'accepted',
      attempts: 1,
      providerMessageId: 'message-1',
      reason: null,
      nextAttemptAt: null,
      durationMs: expect.any(Number),
      acceptedAt: expect.any(Date),
    });
    expect(await deliveryOf(id, bad)).toMatchObject({
      state: 'failed',
      attempts: 1,
      reason: 'too_large',
      errorCode: '413',
      acceptedAt: null,
    });
    const view = await delivery.notifications.find({ userId: admin.id, role: 'admin' }, id);
    expect(view.counts).toMatchObject({ accepted: 1, failed: 1, pending: 0, total: 2 });
    expect(view.status).toBe('done');
  });

  it('DIS-7: a provider that is not configured fails its devices with the setting’s name, and no others', async () => {
    const [iphone] = (await devicesOf(admin, 'apns', 1)) as [DeviceId];
    await devicesOf(admin, 'webpush', 1);
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    expect(await deliveryOf(id, iphone)).toMatchObject({
      state: 'failed',
      reason: 'provider_not_configured',
      errorCode: 'APNS_KEY',
      attempts: 0,
    });
    expect(await delivery.states(id)).toEqual({ accepted: 1, failed: 1 });
    const { items } = await delivery.notifications.listDeliveries(
      { userId: admin.id, role: 'admin' },
      { id, limit: 10 },
    );
    const trace = items.find(({ deviceId }) => deviceId === iphone)?.events.map(({ detail }) => detail);
    expect(trace?.at(-1)).toBe('Failed. The provider is not configured. Set APNS_KEY.');
  });

  it('DIS-8: what is accepted is durable, and waits for workers', async () => {
    await devicesOf(admin, 'webpush', 2);
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    expect(await delivery.states(id)).toEqual({ pending: 2 });
    expect(webpush.hits).toHaveLength(0);
    await delivery.work();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 2 });
  });

  it('DIS-9: the global switch and those of single channels stop sending, and are honoured while workers run', async () => {
    await devicesOf(admin, 'webpush', 1);
    await devicesOf(admin, 'fcm', 1);
    await delivery.work();
    const outcomeWith = async (value: object) => {
      await database.prisma.setting.upsert({
        where: { name: 'sending' },
        create: { name: 'sending', value },
        update: { value },
      });
      const id = await delivery.send({ audience: { userIds: [admin.id] } });
      await delivery.idle();
      return database.prisma.delivery.findMany({
        where: { notificationId: id },
        select: { channel: true, state: true, reason: true },
        orderBy: { channel: 'asc' },
      });
    };
    expect(await outcomeWith({ enabled: false })).toEqual([
      { channel: 'fcm', state: 'suppressed', reason: 'sending_off' },
      { channel: 'webpush', state: 'suppressed', reason: 'sending_off' },
    ]);
    expect(await outcomeWith({ channels: { webpush: false } })).toEqual([
      { channel: 'fcm', state: 'accepted', reason: null },
      { channel: 'webpush', state: 'suppressed', reason: 'channel_off' },
    ]);
    expect(await outcomeWith({})).toMatchObject([{ state: 'accepted' }, { state: 'accepted' }]);
  });

  /** A device that was at Expo when its delivery was stored, and has registered at Firebase since. */
  async function sendToMoved(): Promise<{ id: NotificationId; device: DeviceId }> {
    const [device] = (await devicesOf(admin, 'fcm', 1)) as [DeviceId];
    const id = await delivery.send({ audience: { deviceIds: [device] } });
    await database.pool.query("UPDATE deliveries SET channel = 'expo' WHERE notification_id = $1", [id]);
    await delivery.work();
    await delivery.idle();
    await delivery.makeDue();
    await delivery.idle();
    return { id, device };
  }

  it('DIS-9: of a device that changed its provider meanwhile, the switch of the new one counts', async () => {
    const value = { channels: { fcm: false } };
    await database.prisma.setting.create({ data: { name: 'sending', value } });
    const { id, device } = await sendToMoved();
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'suppressed', reason: 'channel_off' });
  });

  it('DIS-5: no receipt is asked of Expo for what went to a device’s new provider', async () => {
    fcm.script(() => ({ class: 'accepted', providerMessageId: '0:1500415314455276%31bd1c96' }));
    const { id, device } = await sendToMoved();
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'accepted', receiptDueAt: null });
  });

  it('DIS-5: what is not sent says why: muted, revoked, without a token, too late', async () => {
    const [muted, revoked, tokenless] = (await devicesOf(admin, 'webpush', 3)) as [
      DeviceId,
      DeviceId,
      DeviceId,
    ];
    const { pool } = database;
    await pool.query("UPDATE devices SET muted_until = now() + interval '1 hour' WHERE id = $1", [muted]);
    await pool.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [revoked]);
    await pool.query('DELETE FROM push_tokens WHERE device_id = $1', [tokenless]);
    const id = await delivery.send({ audience: { deviceIds: [muted, revoked, tokenless] } });
    const late = await delivery.send({ audience: { deviceIds: [muted] }, ttlSeconds: 60 });
    await pool.query(
      "UPDATE notifications SET expires_at = now() - interval '1 s', created_at = now() - interval '60 s' WHERE id = $1",
      [late],
    );
    await delivery.work();
    await delivery.idle();
    expect(await deliveryOf(id, muted)).toMatchObject({ state: 'suppressed', reason: 'device_muted' });
    expect(await deliveryOf(id, revoked)).toMatchObject({ state: 'suppressed', reason: 'device_revoked' });
    expect(await deliveryOf(id, tokenless)).toMatchObject({ state: 'suppressed', reason: 'no_token' });
    expect(await deliveryOf(late, muted)).toMatchObject({ state: 'expired', reason: 'ttl_ended' });
    expect(webpush.hits).toHaveLength(0);
  });

  it('DIS-1: nothing goes to the devices of somebody who is disabled, and it comes again once they are enabled', async () => {
    const member = await createUser(database, { role: 'member' });
    const [device] = await devicesOf(member, 'webpush', 1);
    if (device === undefined) throw new Error('no device');
    const setDisabled = (at: string) =>
      database.pool.query(`UPDATE users SET disabled_at = ${at} WHERE id = $1`, [member.id]);
    await setDisabled('now()');
    await delivery.work();
    const id = await delivery.send({ audience: { deviceIds: [device] } });
    await delivery.idle();
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'suppressed', reason: 'user_disabled' });
    await setDisabled('NULL');
    const next = await delivery.send({ audience: { userIds: [member.id] } });
    await delivery.idle();
    expect(await deliveryOf(next, device)).toMatchObject({ state: 'accepted' });
    expect(webpush.hits).toHaveLength(1);
  });

  it('a message with a TTL of 0 is sent at once, with that TTL', async () => {
    await devicesOf(admin, 'webpush', 1);
    await delivery.work();
    const id = await delivery.send({ audience: { userIds: [admin.id] }, ttlSeconds: 0 });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 1 });
    expect(webpush.hits[0]?.request.ttlSeconds).toBe(0);
  });

  it('WEB-11: last_used_at moves on every accepted delivery, and on no other', async () => {
    const [good, bad] = (await devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    webpush.script(({ deviceId }) =>
      deviceId === good ? 'accept' : { class: 'payload', reason: 'refused', providerCode: '400' },
    );
    await delivery.work();
    const lastUsed = async (deviceId: DeviceId) =>
      (await database.prisma.pushToken.findFirstOrThrow({ where: { deviceId } })).lastUsedAt?.getTime() ??
      null;
    await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    const first = await lastUsed(good);
    expect(first).not.toBeNull();
    await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    expect(await lastUsed(good)).toBeGreaterThan(first as number);
    expect(await lastUsed(bad)).toBeNull();
  });

  it('OBS-1: attempts are counted by provider and outcome', async () => {
    const [bad] = await devicesOf(admin, 'webpush', 3);
    webpush.script(({ deviceId }) =>
      deviceId === bad ? { class: 'payload', reason: 'refused', providerCode: '400' } : 'accept',
    );
    await delivery.work();
    await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    const sent = delivery.metrics.take().filter(({ name }) => name === 'push_notifications_sent_total');
    expect(sent.map(({ labels, value }) => [JSON.parse(labels).status, value]).toSorted()).toEqual([
      ['accepted', 2],
      ['payload', 1],
    ]);
  });
});
