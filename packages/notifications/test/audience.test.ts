import { randomUUID } from 'node:crypto';
import type { DeviceId } from '@carillon/contracts/ids';
import { type Audience, sendNotificationInputSchema } from '@carillon/contracts/notifications';
import { createAudienceReader } from '@carillon/db/repositories/notifications-audience';
import { createUser, type TestUser } from '@carillon/testing/factories';
import type { TestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { contextOf, useWorld, type World } from './world.ts';

let world: World;
let database: TestDatabase;
let delivery: World['delivery'];
let admin: TestUser;
let member: TestUser;
let other: TestUser;

useWorld(async (made) => {
  world = made;
  ({ database, delivery, admin } = made);
  member = await createUser(database, { role: 'member' });
  other = await createUser(database, { role: 'member' });
});

const sendAs = (sender: TestUser, audience: Audience, options: object = {}) =>
  delivery.notifications.send(
    contextOf(sender),
    sendNotificationInputSchema.parse({ title: 'Hello', audience, ...options }),
  );
const estimateAs = (sender: TestUser, audience: Audience) =>
  delivery.notifications.estimate(contextOf(sender), audience);
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
  );
const tag = (ids: readonly DeviceId[], ...tags: string[]) =>
  database.pool.query('UPDATE devices SET tags = $2 WHERE id = ANY($1::uuid[])', [ids, tags]);
const nameOutside = ({ id }: TestUser, externalId: string) =>
  database.prisma.user.update({ where: { id }, data: { externalId } });

async function recipientsOf(sending: Promise<{ id: string }>): Promise<string[]> {
  const { id } = await sending;
  const rows = await database.prisma.delivery.findMany({ where: { notificationId: id } });
  return rows.map(({ deviceId }) => deviceId).toSorted();
}

describe('audiences', () => {
  it('DIS-2, DIS-3: external ids reach all devices of the users who have them, and of nobody else', async () => {
    const devices = [
      ...(await world.devicesOf(member, 'webpush', 2)),
      ...(await world.devicesOf(member, 'fcm', 1)),
    ];
    await world.devicesOf(other, 'webpush', 1);
    await nameOutside(member, 'customer 17');
    expect(await recipientsOf(sendAs(admin, { externalIds: ['customer 17', 'customer 17'] }))).toEqual(
      devices.toSorted(),
    );
    expect(await refusal(sendAs(admin, { externalIds: ['customer 17', 'c2', 'c3'] }))).toBe(
      'not_found: There is no user with the external id c2.',
    );
  });

  it('T-5: to a member, external ids of others and of nobody look the same; their own works', async () => {
    await nameOutside(member, 'mine');
    await nameOutside(other, 'theirs');
    const [device] = await world.devicesOf(member, 'webpush', 1);
    const theirs = await refusal(sendAs(member, { externalIds: ['theirs'] }));
    expect(theirs).toMatch(/^forbidden/);
    expect(await refusal(sendAs(member, { externalIds: ['nobody'] }))).toBe(theirs);
    expect(await refusal(sendAs(member, { externalIds: ['mine', 'theirs'] }))).toBe(theirs);
    expect(await refusal(estimateAs(member, { externalIds: ['theirs'] }))).toBe(theirs);
    expect(await recipientsOf(sendAs(member, { externalIds: ['mine'] }))).toEqual([device]);
  });

  it('DIS-3, T-5: a member’s own external id means the member, also if somebody else has it when the message is sent', async () => {
    await nameOutside(member, 'mine');
    const [device] = (await world.devicesOf(member, 'webpush', 1)) as [DeviceId];
    const [theirs] = (await world.devicesOf(other, 'webpush', 1)) as [DeviceId];
    const sendAt = new Date(Date.now() + 3_600_000);
    const sent = await sendAs(member, { externalIds: ['mine'] }, { sendAt });
    await database.prisma.user.update({ where: { id: member.id }, data: { externalId: null } });
    await nameOutside(other, 'mine');
    await delivery.work();
    await delivery.makeScheduledDue();
    await delivery.idle();
    expect(await recipientsOf(Promise.resolve(sent))).toEqual([device]);
    expect(world.webpush.hitsOf(theirs)).toBe(0);
  });

  it('DIS-2, DIS-3: a topic reaches the active devices of its members alone, as they are when it is sent', async () => {
    const { pool } = database;
    const [mine, revoked] = (await world.devicesOf(member, 'webpush', 2)) as [DeviceId, DeviceId];
    await world.devicesOf(other, 'webpush', 1);
    await pool.query('UPDATE devices SET revoked_at = now() WHERE id = $1', [revoked]);
    await pool.query("INSERT INTO topics (id, name) VALUES ($1, 'outages'), ($2, 'offers')", [
      randomUUID(),
      randomUUID(),
    ]);
    await pool.query(
      `INSERT INTO topic_members (topic_id, user_id)
       SELECT id, CASE name WHEN 'outages' THEN $1::uuid ELSE $2::uuid END FROM topics`,
      [member.id, other.id],
    );
    expect(await recipientsOf(sendAs(admin, { topic: 'outages' }))).toEqual([mine]);
    await pool.query('DELETE FROM topic_members');
    expect(await sendAs(admin, { topic: 'outages' })).toMatchObject({ status: 'done' });
    const scheduled = await sendAs(admin, { topic: 'outages' }, { sendAt: new Date(Date.now() + 3_600_000) });
    await pool.query('DELETE FROM topics');
    await pool.query(
      "WITH topic AS (INSERT INTO topics (id, name) VALUES ($1, 'outages') RETURNING id) INSERT INTO topic_members SELECT id, $2 FROM topic",
      [randomUUID(), member.id],
    );
    await delivery.makeScheduledDue();
    expect(await delivery.states(scheduled.id)).toEqual({});
    expect(await refusal(sendAs(admin, { topic: 'Outages' }))).toBe('not_found: There is no topic Outages.');
    expect(await refusal(sendAs(member, { topic: 'outages' }))).toMatch(/^forbidden/);
  });

  it('REG-15, DIS-2: tags reach the devices of anybody that have at least one of them', async () => {
    const [primary, backup] = (await world.devicesOf(member, 'webpush', 3)) as [DeviceId, DeviceId];
    const [theirs] = (await world.devicesOf(other, 'fcm', 1)) as [DeviceId];
    await tag([primary, theirs], 'primary', 'x');
    await tag([backup], 'backup');
    expect(await recipientsOf(sendAs(admin, { tags: ['primary'] }))).toEqual([primary, theirs].toSorted());
    expect(await recipientsOf(sendAs(admin, { tags: ['backup', 'primary'] }))).toHaveLength(3);
    expect(await recipientsOf(sendAs(admin, { tags: ['test'] }))).toEqual([]);
  });

  it('DIS-3, T-5: tags of a member mean the member’s own devices, whoever else has the same tags', async () => {
    const [mine] = (await world.devicesOf(member, 'webpush', 2)) as [DeviceId];
    const theirs = await world.devicesOf(other, 'webpush', 2);
    await tag([mine, ...theirs], 'primary');
    expect(await recipientsOf(sendAs(member, { tags: ['primary'] }))).toEqual([mine]);
    expect(await estimateAs(member, { tags: ['primary'] })).toEqual({
      devices: 1,
      channels: [{ channel: 'webpush', devices: 1 }],
    });
    // The same by expansion, which reads the stored audience and knows no sender.
    const many = await world.devicesOf(member, 'fcm', 120);
    await tag(many, 'primary');
    const { id, status } = await sendAs(member, { tags: ['primary'] });
    expect(status).toBe('expanding');
    await delivery.work();
    await delivery.idle();
    const rows = await database.prisma.delivery.findMany({ where: { notificationId: id } });
    expect(rows.map(({ deviceId }) => deviceId).toSorted()).toEqual([mine, ...many].toSorted());
  });

  it('WEB-3: anonymous subscriptions get broadcasts alone, whatever their tags', async () => {
    const anonymous = randomUUID() as DeviceId;
    await database.pool.query(
      "INSERT INTO devices (id, kind, platform, tags) VALUES ($1, 'push', 'web', '{primary}')",
      [anonymous],
    );
    expect(await recipientsOf(sendAs(admin, { tags: ['primary'] }))).toEqual([]);
    expect(await recipientsOf(sendAs(admin, { broadcast: true }))).toEqual([anonymous]);
  });
});

describe('estimate', () => {
  it('counts what a send would address, by channel, and sends nothing', async () => {
    await world.devicesOf(member, 'webpush', 2);
    await world.devicesOf(member, 'fcm', 3);
    const audience = { userIds: [member.id] };
    const estimated = await estimateAs(admin, audience);
    expect(estimated).toEqual({
      devices: 5,
      channels: [
        { channel: 'fcm', devices: 3 },
        { channel: 'webpush', devices: 2 },
      ],
    });
    expect(await database.prisma.notification.count()).toBe(0);
    expect(await recipientsOf(sendAs(admin, audience))).toHaveLength(estimated.devices);
    expect(await estimateAs(admin, { userIds: [other.id] })).toEqual({ devices: 0, channels: [] });
  });

  it('T-5: is for whoever may send to the audience', async () => {
    expect(await refusal(estimateAs(member, { broadcast: true }))).toMatch(/^forbidden/);
    expect(await refusal(estimateAs(member, { userIds: [other.id] }))).toMatch(/^forbidden/);
    expect(await refusal(estimateAs(member, { userIds: [member.id] }))).toBe('done');
    expect(await refusal(estimateAs(admin, { topic: 'none' }))).toMatch(/^not_found/);
  });

  it('tells which ways lead to an audience', async () => {
    await world.devicesOf(member, 'fcm', 1);
    const reader = createAudienceReader(database);
    expect(await reader.reached({ userIds: [member.id] }, ['webpush', 'fcm', 'apns'])).toEqual(['fcm']);
    expect(await reader.reached({ broadcast: true }, ['webpush'])).toEqual([]);
  });
});
