import { randomUUID } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Viewer } from '@carillon/notifications/viewer';
import { createLogger } from '@carillon/runtime/logger';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let admin: TestUser;
let lines: string[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  lines = [];
  const destination = { write: (line: string) => void lines.push(line) };
  world = await createWorld(database, { log: createLogger({ name: 'test', level: 'info', destination }) });
  ({ delivery, admin } = world);
  await delivery.work();
});
afterEach(async () => {
  await world.expectInvariant();
  await world[Symbol.asyncDispose]();
});

const viewer = ({ id, role }: TestUser): Viewer => ({ userId: id, role });
const refusal = (reading: Promise<unknown>) =>
  reading.then(
    () => 'shown',
    (error: { code?: string }) => error.code,
  );

describe('history', () => {
  it('T-5: everybody sees what they sent and what their devices got, the latter with their own share only', async () => {
    const [one, other] = [
      await createUser(database, { role: 'member' }),
      await createUser(database, { role: 'member' }),
    ];
    const mine = await world.devicesOf(one, 'webpush', 2);
    await world.devicesOf(other, 'webpush', 3);
    const toBoth = await delivery.send({ audience: { broadcast: true } });
    const toOther = await delivery.send({ audience: { userIds: [other.id] } });
    await delivery.idle();
    const { notifications } = delivery;
    const listed = async (who: TestUser) =>
      (await notifications.list(viewer(who), { limit: 10 })).items.map(({ id, counts }) => [
        id,
        counts.total,
      ]);
    expect(await listed(admin)).toEqual([
      [toOther, 3],
      [toBoth, 5],
    ]);
    expect(await listed(one)).toEqual([[toBoth, 2]]);
    expect((await notifications.find(viewer(one), toBoth)).counts).toMatchObject({ accepted: 2, total: 2 });
    expect(await refusal(notifications.find(viewer(one), toOther))).toBe('forbidden');
    expect(await refusal(notifications.find(viewer(one), randomUUID() as NotificationId))).toBe('not_found');
    const { items } = await notifications.listDeliveries(viewer(one), { id: toBoth, limit: 10 });
    expect(items.map(({ deviceId }) => deviceId)).toEqual(mine);
    expect(await refusal(notifications.listDeliveries(viewer(one), { id: toOther, limit: 10 }))).toBe(
      'forbidden',
    );
  });

  it('pages by cursor, newest first, each once; and of one device only what went there', async () => {
    const [device, second] = (await world.devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    const sent: NotificationId[] = [];
    for (let index = 0; index < 5; index += 1) {
      sent.push(await delivery.send({ audience: { deviceIds: [index === 2 ? second : device] } }));
    }
    await delivery.idle();
    const { notifications } = delivery;
    const seen: NotificationId[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await notifications.list(viewer(admin), {
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(sent.toReversed());
    const ofSecond = await notifications.list(viewer(admin), { limit: 10, deviceId: second });
    expect(ofSecond.items.map(({ id }) => id)).toEqual([sent[2]]);
    const stranger = await createUser(database, { role: 'member' });
    expect(await refusal(notifications.list(viewer(stranger), { limit: 10, deviceId: second }))).toBe(
      'forbidden',
    );
    expect(await refusal(notifications.list(viewer(admin), { limit: 10, cursor: 'nonsense' }))).toBe(
      'validation_failed',
    );
  });

  it('DIS-5: “why did this device not get it?” is answered by its trace, in words and in order', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    world.webpush.script((_, attempt) =>
      attempt === 1
        ? { class: 'transient', reason: 'timeout', providerCode: null, retryAfterSeconds: null }
        : { class: 'token_invalid', reason: 'gone', providerCode: '410', invalidSince: null },
    );
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    await delivery.makeDue();
    await delivery.idle();
    const { items } = await delivery.notifications.listDeliveries(viewer(admin), { id, limit: 10 });
    expect(items[0]).toMatchObject({
      deviceId: device,
      state: 'failed',
      reason: 'gone',
      attempts: 2,
      errorCode: '410',
    });
    expect(items[0]?.events.map(({ kind, attempt, detail }) => ({ kind, attempt, detail }))).toEqual([
      { kind: 'queued', attempt: null, detail: 'Queued for this device.' },
      { kind: 'retry', attempt: 1, detail: 'Will be tried again. The push service did not answer in time.' },
      {
        kind: 'failed',
        attempt: 2,
        detail: 'Failed. The browser or the person ended this subscription. (410)',
      },
      {
        kind: 'token_retired',
        attempt: null,
        detail: 'The push token is not used any more. The browser or the person ended this subscription.',
      },
    ]);
  });

  it('DIS-5: deliveries are found by their state and by what their device is called, and paged within that', async () => {
    const devices = (await world.devicesOf(admin, 'webpush', 5)) as [DeviceId, DeviceId, ...DeviceId[]];
    const bad = devices.slice(0, 3);
    await database.pool.query("UPDATE devices SET name = 'Küche links' WHERE id = $1", [bad[2]]);
    world.webpush.script(({ deviceId }) =>
      bad.includes(deviceId) ? { class: 'payload', reason: 'too_large', providerCode: '413' } : 'accept',
    );
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    const { notifications } = delivery;
    const found = async (query: object) => {
      const page = await notifications.listDeliveries(viewer(admin), { id, limit: 10, ...query });
      return page.items.map(({ deviceId }) => deviceId);
    };
    expect(await found({ state: 'failed' })).toEqual(bad);
    expect(await found({ state: 'accepted' })).toEqual(devices.slice(3));
    expect(await found({ search: 'KÜCHE' })).toEqual([bad[2]]);
    expect(await found({ search: 'küche', state: 'accepted' })).toEqual([]);
    const first = await notifications.listDeliveries(viewer(admin), { id, state: 'failed', limit: 2 });
    const cursor = first.nextCursor ?? '';
    expect(await found({ state: 'failed', cursor })).toEqual([bad[2]]);
  });

  it('OBS-2: dispatched, delivered, token_invalid and failed are logged with ids, and never with a token', async () => {
    const [good, bad] = (await world.devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    world.webpush.script(({ deviceId }) =>
      deviceId === bad
        ? { class: 'token_invalid', reason: 'gone', providerCode: '410', invalidSince: null }
        : 'accept',
    );
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    const logged = lines.map((line) => JSON.parse(line));
    const find = (msg: string) => logged.find((line) => line.msg === msg);
    expect(find('notification dispatched')).toMatchObject({
      notification_id: id,
      user_id: admin.id,
      request_id: null,
    });
    expect(find('notification delivered')).toMatchObject({ notification_id: id, device_id: good });
    expect(find('token_invalid')).toMatchObject({
      notification_id: id,
      device_id: bad,
      token_id: expect.any(String),
    });
    expect(find('notification failed')).toMatchObject({
      notification_id: id,
      device_id: bad,
      reason: 'gone',
    });
    expect(lines.join('')).not.toContain('push.example');
  });
});

describe('reports of devices', () => {
  const report = (device: DeviceId, id: NotificationId, event: 'received' | 'displayed' | 'clicked') =>
    delivery.notifications.report({ receipt: delivery.receipts.sign(id, device), event });
  const stateOf = async (device: DeviceId, id: NotificationId) => (await world.deliveryOf(id, device)).state;

  it('move a delivery forward only, each is recorded once, and a later one includes those before it', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await delivery.idle();
    await report(device, id, 'displayed');
    expect(await stateOf(device, id)).toBe('displayed');
    await report(device, id, 'received');
    await report(device, id, 'displayed');
    expect(await stateOf(device, id)).toBe('displayed');
    await report(device, id, 'clicked');
    await report(device, id, 'displayed');
    expect(await world.deliveryOf(id, device)).toMatchObject({
      state: 'clicked',
      receivedAt: expect.any(Date),
      displayedAt: expect.any(Date),
      clickedAt: expect.any(Date),
    });
    expect(await world.traceOf(id, device)).toEqual(['accepted', 'displayed', 'clicked']);
  });

  it('that are faster than the worker are kept until it writes', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    world.webpush.script(() => 'hang');
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await expect.poll(() => world.webpush.hanging()).toBe(1);
    await report(device, id, 'displayed');
    expect(await stateOf(device, id)).toBe('sending');
    world.webpush.settle({ class: 'accepted', providerMessageId: null });
    await delivery.idle();
    expect(await stateOf(device, id)).toBe('displayed');
  });

  it('settle a message whose answer was lost, so that it is not sent again', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    world.webpush.script(() => 'hang');
    const id = await delivery.send({ audience: { userIds: [admin.id] } });
    await expect.poll(() => world.webpush.hanging()).toBe(1);
    world.webpush.take();
    world.webpush.settle({ class: 'ambiguous', reason: 'connection_reset', providerCode: null });
    await delivery.idle();
    expect(await stateOf(device, id)).toBe('pending');
    await report(device, id, 'displayed');
    expect(await stateOf(device, id)).toBe('displayed');
    await delivery.makeDue();
    await delivery.idle();
    expect(world.webpush.hitsOf(device)).toBe(1);
    const { status } = await database.prisma.notification.findUniqueOrThrow({ where: { id } });
    expect(status).toBe('done');
  });

  it('T-7: a receipt that is not ours is refused, and one of a delivery that is gone changes nothing', async () => {
    const [device] = (await world.devicesOf(admin, 'webpush', 1)) as [DeviceId];
    const forged = delivery.notifications.report({ receipt: 'A'.repeat(64), event: 'clicked' });
    expect(await refusal(forged)).toBe('forbidden');
    expect(await refusal(report(device, randomUUID() as NotificationId, 'clicked'))).toBe('shown');
  });
});
