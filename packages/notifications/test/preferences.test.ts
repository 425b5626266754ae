import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { SendNotificationInput } from '@carillon/contracts/notifications';
import type { QuietHours } from '@carillon/contracts/preferences';
import { createPreferenceStore } from '@carillon/db/repositories/preferences';
import { deliverChunk } from '@carillon/notifications/deliver-chunk';
import type { ChunkJobData } from '@carillon/notifications/jobs';
import { SWITCHES_SETTING } from '@carillon/push/dispatch/switches';
import { createDevice, createUser, type TestUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { contextOf, useWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let webpush: World['webpush'];
let admin: World['admin'];
let store: ReturnType<typeof createPreferenceStore>;
let person: TestUser;
let device: DeviceId;

useWorld(async (made) => {
  world = made;
  ({ database, delivery, webpush, admin } = made);
  store = createPreferenceStore(database);
  person = await createUser(database, { role: 'member' });
  [device] = (await made.devicesOf(person, 'webpush', 1)) as [DeviceId];
});

const night = (timeZone: string, hours: Partial<QuietHours> = {}): QuietHours => ({
  enabled: true,
  start: '22:00',
  end: '07:00',
  timeZone,
  criticalOverride: true,
  ...hours,
});
const EVENING = '2026-01-15T20:00:00Z';
const MIDNIGHT = '2026-01-15T23:00:00Z';
const own = (id: DeviceId) => ({ id, userId: person.id });
const send = (input: Partial<SendNotificationInput> = {}) =>
  delivery.send({ audience: { userIds: [person.id] }, ...input });

/** Works on everything that waits in the queue, as a worker whose database says that it is that time. */
async function deliverAt(time: string): Promise<void> {
  const { rows } = await database.pool.query<{ data: ChunkJobData }>(
    "DELETE FROM pgboss.job WHERE name IN ('notifications.chunk', 'notifications.prompt') RETURNING data",
  );
  const worker = delivery.newWorker();
  const findMessage: typeof worker.ledger.findMessage = async (id) => {
    const found = await worker.ledger.findMessage(id);
    return found === null ? null : { ...found, now: new Date(time) };
  };
  const moved = { ...worker, ledger: { ...worker.ledger, findMessage } };
  const run = { signal: new AbortController().signal, onAllStarted: () => {} };
  for (const { data } of rows) await deliverChunk(moved, data, run);
}

const outcomeOf = async (id: NotificationId, deviceId: DeviceId): Promise<string> => {
  const { state, reason } = await world.deliveryOf(id, deviceId);
  return reason === null ? state : `${state} ${reason}`;
};

describe('preferences at sending', () => {
  it('who never said anything gets everything, with sound', async () => {
    const id = await send({ category: 'news', sound: 'bell' });
    await deliverAt(MIDNIGHT);
    expect(await outcomeOf(id, device)).toBe('accepted');
    expect(webpush.hits[0]?.request.message).toEqual({ title: 'Hello', category: 'news', sound: 'bell' });
  });

  it('a message in quiet hours is not sent, and never lost silently: its reason, its trace and the counts say so', async () => {
    await store.save(person.id, { quietHours: night('Europe/Berlin') });
    const id = await send();
    await deliverAt(MIDNIGHT);
    expect(webpush.hits).toEqual([]);
    expect(await outcomeOf(id, device)).toBe('suppressed quiet_hours');
    expect(await world.traceOf(id, device)).toEqual(['suppressed quiet_hours']);
    const viewer = { userId: admin.id, role: 'admin' } as const;
    const view = await delivery.notifications.find(viewer, id);
    expect(view).toMatchObject({ status: 'done', counts: { suppressed: 1, total: 1 } });
    const { items } = await delivery.notifications.listDeliveries(viewer, { id, limit: 10 });
    expect(items[0]).toMatchObject({
      explanation: 'It was not sent. It came in the quiet hours that were set for this device.',
      attempts: 0,
    });
  });

  it('quiet hours follow the clocks of the place when these are changed', async () => {
    await store.save(person.id, { quietHours: night('Europe/Berlin', { start: '01:30', end: '03:30' }) });
    const states: Record<string, string> = {};
    for (const time of [
      ...['2026-03-29T00:29:59Z', '2026-03-29T00:30:00Z', '2026-03-29T01:29:59Z', '2026-03-29T01:30:00Z'],
      ...['2026-10-24T23:29:59Z', '2026-10-24T23:30:00Z', '2026-10-25T00:59:59Z', '2026-10-25T02:29:59Z'],
      '2026-10-25T02:30:00Z',
    ]) {
      const id = await send();
      await deliverAt(time);
      states[time] = (await world.deliveryOf(id, device)).state;
    }
    expect(states).toEqual({
      // One hour long: from 01:30 on, 02:00 is 03:00.
      '2026-03-29T00:29:59Z': 'accepted',
      '2026-03-29T00:30:00Z': 'suppressed',
      '2026-03-29T01:29:59Z': 'suppressed',
      '2026-03-29T01:30:00Z': 'accepted',
      // Three hours long: 02:00 to 03:00 comes twice.
      '2026-10-24T23:29:59Z': 'accepted',
      '2026-10-24T23:30:00Z': 'suppressed',
      '2026-10-25T00:59:59Z': 'suppressed',
      '2026-10-25T02:29:59Z': 'suppressed',
      '2026-10-25T02:30:00Z': 'accepted',
    });
  });

  it('critical messages come in quiet hours, unless the person does not want even those', async () => {
    await store.save(person.id, { quietHours: night('Europe/Berlin') });
    const passes = await send({ critical: true });
    await deliverAt(MIDNIGHT);
    await store.save(person.id, { quietHours: night('Europe/Berlin', { criticalOverride: false }) });
    const waits = await send({ critical: true });
    await deliverAt(MIDNIGHT);
    expect(await outcomeOf(passes, device)).toBe('accepted');
    expect(await outcomeOf(waits, device)).toBe('suppressed quiet_hours');
  });

  it('a device has quiet hours and sound of its own, or those of its person; another person is not concerned', async () => {
    const [quiet, awake] = (await world.devicesOf(person, 'webpush', 2)) as [DeviceId, DeviceId];
    const other = await createUser(database, { role: 'member' });
    const [theirs] = (await world.devicesOf(other, 'webpush', 1)) as [DeviceId];
    await store.save(person.id, { quietHours: night('Europe/Berlin'), sound: false });
    await store.saveForDevice(own(awake), { quietHours: night('Europe/Berlin', { enabled: false }) });
    await store.saveForDevice(own(quiet), { quietHours: night('America/New_York'), sound: true });
    const id = await send({ audience: { userIds: [person.id, other.id] }, sound: 'bell' });
    await deliverAt(MIDNIGHT);
    expect(await Promise.all([device, quiet, awake, theirs].map((one) => outcomeOf(id, one)))).toEqual([
      'suppressed quiet_hours',
      ...['accepted', 'accepted', 'accepted'],
    ]);
    const heard = webpush.hits.map(({ request }) => [request.deviceId, request.message.soundOff ?? false]);
    expect(Object.fromEntries(heard)).toEqual({ [quiet]: false, [awake]: true, [theirs]: false });
  });

  it('of a broadcast two messages are made at the most: one that is heard, and one that is not', async () => {
    const silent = await world.devicesOf(person, 'webpush', 20);
    for (const one of silent) await store.saveForDevice(own(one), { sound: false });
    await world.devicesOf(person, 'webpush', 20);
    await send({ sound: 'bell' });
    await deliverAt(EVENING);
    expect(webpush.hits).toHaveLength(41);
    expect(new Set(webpush.hits.map(({ request }) => request.message)).size).toBe(2);
    for (const { request } of webpush.hits) {
      const isSilent = silent.includes(request.deviceId);
      expect([request.message.sound, request.message.soundOff]).toEqual(
        isSilent ? [undefined, true] : ['bell', undefined],
      );
    }
  });

  it('DIS-9: the global switch comes before categories, categories before mute, mute before quiet hours', async () => {
    await store.save(person.id, { categories: ['sport'], quietHours: night('Europe/Berlin') });
    const settings = { name: SWITCHES_SETTING, value: { enabled: false } };
    await database.prisma.device.update({
      where: { id: device },
      data: { mutedUntil: new Date('2999-01-01T00:00:00Z') },
    });
    const reasons: string[] = [];
    const news = async (): Promise<void> => {
      const id = await send({ category: 'news' });
      await deliverAt(MIDNIGHT);
      reasons.push(await outcomeOf(id, device));
    };
    await database.prisma.setting.create({ data: settings });
    await news();
    await database.prisma.setting.deleteMany();
    await news();
    await store.save(person.id, { categories: null });
    await news();
    await database.prisma.device.update({ where: { id: device }, data: { mutedUntil: null } });
    await news();
    await store.save(person.id, { quietHours: null });
    await news();
    expect(reasons).toEqual([
      'suppressed sending_off',
      'suppressed category_off',
      'suppressed device_muted',
      'suppressed quiet_hours',
      'accepted',
    ]);
  });

  it('an agent has its person’s categories; quiet hours only if they were set for it', async () => {
    const agent = await createDevice(database, { userId: person.id, platform: 'agent' });
    const toAgent = async (input: Partial<SendNotificationInput> = {}) => {
      const id = await send({ audience: { deviceIds: [agent] }, ...input });
      await deliverAt(MIDNIGHT);
      return outcomeOf(id, agent);
    };
    await store.save(person.id, { categories: ['sport'], quietHours: night('Europe/Berlin') });
    expect(await toAgent()).toBe('accepted');
    expect(await toAgent({ category: 'news' })).toBe('suppressed category_off');
    await store.saveForDevice(own(agent), { quietHours: night('Europe/Berlin') });
    expect(await toAgent()).toBe('suppressed quiet_hours');
    // What an inbox takes is no hit at a provider, which is what the invariant counts.
    await database.pool.query(
      "DELETE FROM notifications USING deliveries WHERE id = notification_id AND state = 'accepted'",
    );
  });

  it('a person’s own test comes in quiet hours, somebody else’s does not', async () => {
    await store.save(person.id, { quietHours: night('Europe/Berlin') });
    const mine = await delivery.notifications.sendDeviceTest(contextOf(person), device);
    const all = await delivery.notifications.sendOwnTest(contextOf(person), {});
    const theirs = await delivery.notifications.sendDeviceTest(contextOf(admin), device);
    await deliverAt(MIDNIGHT);
    expect(await Promise.all([mine, all, theirs].map((id) => outcomeOf(id, device)))).toEqual([
      ...['accepted', 'accepted'],
      'suppressed quiet_hours',
    ]);
  });

  it('what is tried again in quiet hours is not sent then', async () => {
    await store.save(person.id, { quietHours: night('Europe/Berlin') });
    webpush.script(() => ({
      class: 'transient',
      reason: 'server_error',
      providerCode: '503',
      retryAfterSeconds: null,
    }));
    const id = await send();
    await deliverAt(EVENING);
    expect(await outcomeOf(id, device)).toBe('pending server_error');
    await delivery.makeDue();
    await deliverAt(MIDNIGHT);
    expect(await outcomeOf(id, device)).toBe('suppressed quiet_hours');
    expect(await world.traceOf(id, device)).toEqual(['retry server_error', 'suppressed quiet_hours']);
    expect(webpush.hitsOf(device)).toBe(1);
  });

  it('quiet hours that a hand or an older release wrote badly keep nothing away', async () => {
    const id = await send();
    await database.pool.query(
      'INSERT INTO preferences (id, user_id, quiet_hours, updated_at) VALUES (gen_random_uuid(), $1, $2, now())',
      [person.id, JSON.stringify({ enabled: true, start: '00:00', end: '23:59', time_zone: 'Mars/Olympus' })],
    );
    await deliverAt(MIDNIGHT);
    expect(await outcomeOf(id, device)).toBe('accepted');
  });
});
