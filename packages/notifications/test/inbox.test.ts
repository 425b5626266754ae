import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createInboxStore } from '@carillon/db/repositories/ledger-inbox';
import { createInbox, type Inbox } from '@carillon/notifications/inbox';
import { SWITCHES_SETTING } from '@carillon/push/dispatch/switches';
import { createDevice } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let admin: World['admin'];
let inbox: Inbox;
let agent: DeviceId;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  world = await createWorld(database, {});
  ({ delivery, admin } = world);
  inbox = createInbox({ store: createInboxStore(database) });
  agent = await createDevice(database, { userId: admin.id, platform: 'agent' });
  await delivery.work();
});
afterEach(() => world[Symbol.asyncDispose]());

const toAgent = () => delivery.send({ audience: { deviceIds: [agent] } });
const LEASE_MS = 60_000;
const take = async (limit: number, leaseMs = LEASE_MS) =>
  (await inbox.take(agent, { limit, leaseMs, since: null })).map(({ notificationId }) => notificationId);
const acknowledge = (notificationId: NotificationId) =>
  delivery.worker.ledger.report({ notificationId, deviceId: agent, event: 'received' });

async function sendMany(count: number): Promise<NotificationId[]> {
  const ids: NotificationId[] = [];
  while (ids.length < count) ids.push(await toAgent());
  await delivery.idle();
  return ids;
}

describe('the inbox', () => {
  it('DIS-1, DIS-2: an agent is a recipient like any device, and its message is accepted without a provider', async () => {
    const [phone] = await world.devicesOf(admin, 'webpush', 1);
    const id = await delivery.send({ audience: { userIds: [admin.id] }, title: 'To all', data: { n: 1 } });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 2 });
    expect(await world.deliveryOf(id, agent)).toMatchObject({ channel: 'inbox', attempts: 0 });
    expect(await world.traceOf(id, agent)).toEqual(['accepted']);
    expect(world.webpush.hits.map(({ request }) => request.deviceId)).toEqual([phone]);
    const [message] = await inbox.take(agent, { limit: 10, leaseMs: LEASE_MS, since: null });
    expect(message).toMatchObject({
      notificationId: id,
      message: { title: 'To all', data: { n: 1 } },
      priority: 'normal',
    });
    await world.database.pool.query('SELECT 1');
  });

  it('SEC-8: messages come in order, are leased, and come again until they are acknowledged', async () => {
    const ids = await sendMany(5);
    expect(await take(3)).toEqual(ids.slice(0, 3));
    expect(await take(10)).toEqual(ids.slice(3));
    expect(await take(10)).toEqual([]);
    await acknowledge(ids[1] as NotificationId);
    await database.pool.query("UPDATE deliveries SET inbox_leased_until = now() - interval '1 second'");
    expect(await take(10)).toEqual(ids.filter((_, index) => index !== 1));
    expect(await world.deliveryOf(ids[1] as NotificationId, agent)).toMatchObject({ state: 'received' });
  });

  it('SEC-8: polls at once never get one message twice within a lease, and together get all of them', async () => {
    const ids = await sendMany(60);
    const polls = await Promise.all(Array.from({ length: 20 }, () => take(5)));
    expect(polls.flat().toSorted()).toEqual([...new Set(polls.flat())].toSorted());
    for (const poll of polls) expect(poll).toEqual(poll.toSorted());
    const rest = await take(100);
    expect([...polls.flat(), ...rest].toSorted()).toEqual(ids.toSorted());
  });

  it('SEC-8: only what came later, only for this agent, and nothing that is over, taken back or for a revoked one', async () => {
    const other = await createDevice(database, { userId: admin.id, platform: 'agent' });
    const [first, expired, cancelled, last] = (await sendMany(4)) as [
      NotificationId,
      NotificationId,
      NotificationId,
      NotificationId,
    ];
    await database.pool.query(
      "UPDATE notifications SET expires_at = now() - interval '1 second' WHERE id = $1",
      [expired],
    );
    await database.pool.query(
      "UPDATE notifications SET status = 'cancelled', cancelled_at = now() WHERE id = $1",
      [cancelled],
    );
    const { acceptedAt } = await world.deliveryOf(first, agent);
    await database.pool.query(
      "UPDATE deliveries SET accepted_at = accepted_at + interval '1 hour' WHERE notification_id = $1",
      [last],
    );
    const since = await inbox.take(agent, { limit: 10, leaseMs: LEASE_MS, since: acceptedAt });
    expect(since.map(({ notificationId }) => notificationId)).toEqual([last]);
    expect(await inbox.take(other, { limit: 10, leaseMs: LEASE_MS, since: null })).toEqual([]);
    await database.pool.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [agent]);
    expect(await take(10)).toEqual([]);
    await database.pool.query('UPDATE devices SET revoked_at = NULL WHERE id = $1', [agent]);
    expect(await take(10)).toEqual([first]);
  });

  it('DIS-9: what is decided before a push is decided before an inbox, too', async () => {
    const muted = await createDevice(database, { userId: admin.id, platform: 'agent' });
    const revoked = await createDevice(database, {
      userId: admin.id,
      platform: 'agent',
      revokedAt: new Date(),
    });
    await database.pool.query("UPDATE devices SET muted_until = now() + interval '1 hour' WHERE id = $1", [
      muted,
    ]);
    const id = await delivery.send({ audience: { deviceIds: [agent, muted, revoked] } });
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 1, suppressed: 2 });
    expect(await world.deliveryOf(id, muted)).toMatchObject({ reason: 'device_muted' });
    expect(await world.deliveryOf(id, revoked)).toMatchObject({ reason: 'device_revoked' });
    await database.prisma.setting.create({
      data: { name: SWITCHES_SETTING, value: { channels: { inbox: false } } },
    });
    const off = await toAgent();
    await delivery.idle();
    expect(await world.deliveryOf(off, agent)).toMatchObject({ state: 'suppressed', reason: 'channel_off' });
  });

  it('refuses a poll without bounds', async () => {
    await expect(take(0)).rejects.toThrow(RangeError);
    await expect(take(101)).rejects.toThrow(RangeError);
    await expect(take(1, 10)).rejects.toThrow(RangeError);
  });
});
