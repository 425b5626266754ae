import { type DeviceId, tokenIdSchema } from '@carillon/contracts/ids';
import type { Outcome } from '@carillon/push/dispatch/outcome';
import { sealToken } from '@carillon/push/vault/sealed-token';
import { uuidv7 } from '@carillon/runtime/ids';
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
let tokenOf: World['tokenOf'];

useWorld(async (made) => {
  world = made;
  ({ database, delivery, webpush, admin, devicesOf, deliveryOf, tokenOf } = made);
  await delivery.work();
});

const GONE: Outcome = { class: 'token_invalid', reason: 'gone', providerCode: '410', invalidSince: null };
const DOWN: Outcome = {
  class: 'transient',
  reason: 'server_error',
  providerCode: '503',
  retryAfterSeconds: null,
};
const toAll = () => delivery.send({ audience: { userIds: [admin.id] } });

/** Milliseconds from now until the row is due, by the database's clock. */
async function dueInSeconds(deviceId: DeviceId): Promise<number> {
  const { rows } = await database.pool.query<{ seconds: number }>(
    `SELECT extract(epoch FROM next_attempt_at - updated_at)::float8 AS seconds FROM deliveries WHERE device_id = $1`,
    [deviceId],
  );
  return rows[0]?.seconds ?? Number.NaN;
}

describe('retries', () => {
  it('DIS-4: a transient failure waits in the quick lane, is counted, and is sent again with the same id', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script((_, attempt) => (attempt <= 3 ? DOWN : 'accept'));
    const id = await toAll();
    for (const seconds of [2, 4, 8]) {
      await delivery.idle();
      expect(await deliveryOf(id, device)).toMatchObject({ state: 'pending', reason: 'server_error' });
      expect(await dueInSeconds(device)).toBeCloseTo(seconds, 1);
      await delivery.makeDue();
    }
    await delivery.idle();
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'accepted', attempts: 4 });
    expect(new Set(webpush.hits.map(({ request }) => request.notificationId))).toEqual(new Set([id]));
    expect(await world.traceOf(id, device)).toEqual([
      'retry server_error',
      'retry server_error',
      'retry server_error',
      'accepted',
    ]);
  });

  it('DIS-4: after ten attempts it has failed; when the TTL ends before the next one, it has expired', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script(() => DOWN);
    const id = await toAll();
    for (let attempt = 1; attempt < 10; attempt += 1) {
      await delivery.idle();
      expect(await delivery.makeDue()).toBe(1);
    }
    await delivery.idle();
    expect(await deliveryOf(id, device)).toMatchObject({
      state: 'failed',
      attempts: 10,
      nextAttemptAt: null,
    });
    const short = await delivery.send({ audience: { userIds: [admin.id] }, ttlSeconds: 1 });
    await delivery.idle();
    expect(await deliveryOf(short, device)).toMatchObject({ state: 'expired', attempts: 1 });
  });

  it('DIS-4: a throttle closes its scope: other messages in it wait too, without an attempt', async () => {
    const devices = await devicesOf(admin, 'webpush', 3);
    webpush.script((_, attempt) =>
      attempt === 1 && webpush.hits.length === 0
        ? {
            class: 'throttled',
            reason: 'throttled',
            providerCode: '429',
            scope: 'origin',
            retryAfterSeconds: 60,
          }
        : 'accept',
    );
    const first = await delivery.send({ audience: { deviceIds: [devices[0] as DeviceId] } });
    await delivery.idle();
    expect(await dueInSeconds(devices[0] as DeviceId)).toBeGreaterThanOrEqual(60);
    const second = await delivery.send({ audience: { deviceIds: devices.slice(1) } });
    await delivery.idle();
    expect(webpush.hits).toHaveLength(1);
    expect(await deliveryOf(first, devices[0] as DeviceId)).toMatchObject({ state: 'pending', attempts: 1 });
    expect(await deliveryOf(second, devices[1] as DeviceId)).toMatchObject({
      state: 'pending',
      attempts: 0,
      reason: 'throttled',
    });
    expect(await dueInSeconds(devices[1] as DeviceId)).toBeGreaterThan(55);
    // Another worker, which saw none of it, keeps out as well.
    const other = delivery.newWorker();
    await other.gates.refresh();
    expect(other.gates.find(['webpush:origin'])).toMatchObject({ reason: 'throttled' });
  });

  it('DIS-1: an unexpected failure of a provider’s own code is one device’s matter, and is tried again', async () => {
    const [bad, good] = (await devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    webpush.script(({ deviceId }) => (deviceId === bad ? 'throw' : 'accept'));
    const id = await toAll();
    await delivery.idle();
    expect(await deliveryOf(id, good)).toMatchObject({ state: 'accepted' });
    expect(await deliveryOf(id, bad)).toMatchObject({
      state: 'pending',
      reason: 'internal_error',
      attempts: 1,
    });
  });
});

describe('tokens', () => {
  it('WEB-10, DIS-6: an invalid token is retired with its history, loses its ciphertext, and the device stays', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script(() => GONE);
    const id = await toAll();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({
      active: false,
      ciphertext: null,
      revokeReason: 'invalid',
      revokedAt: expect.any(Date),
      lastFailureReason: 'gone',
    });
    expect(await database.prisma.device.findUniqueOrThrow({ where: { id: device } })).toMatchObject({
      revokedAt: null,
    });
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'failed', reason: 'gone', errorCode: '410' });
    expect(await world.traceOf(id, device)).toEqual(['failed gone', 'token_retired gone']);
    const next = await toAll();
    await delivery.idle();
    expect(await deliveryOf(next, device)).toMatchObject({ state: 'suppressed', reason: 'no_token' });
  });

  it('WEB-10: no other outcome retires a token', async () => {
    const others: readonly Outcome[] = [
      DOWN,
      { class: 'payload', reason: 'too_large', providerCode: '413' },
      { class: 'ambiguous', reason: 'timeout', providerCode: null },
      { class: 'config', reason: 'vapid_refused', providerCode: '403' },
      { class: 'throttled', reason: 'throttled', providerCode: '429', scope: 'device', retryAfterSeconds: 9 },
    ];
    const devices = await devicesOf(admin, 'webpush', others.length);
    webpush.script(({ deviceId }) => others[devices.indexOf(deviceId)] as Outcome);
    await toAll();
    await delivery.idle();
    for (const device of devices) expect(await tokenOf(device)).toMatchObject({ active: true });
  });

  it('DIS-6: a token that was registered again since the attempt began stays, and the message goes there', async () => {
    const [again, rotated] = (await devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    webpush.script((_, attempt) => (attempt === 1 ? 'hang' : 'accept'));
    const id = await toAll();
    await expect.poll(() => webpush.hanging()).toBe(2);
    await database.pool.query(
      "UPDATE push_tokens SET registered_at = now() + interval '1 second' WHERE device_id = $1",
      [again],
    );
    const tokenId = (await tokenOf(rotated)).id;
    await database.pool.query(
      `UPDATE push_tokens SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = now(), revoke_reason = 'rotated'
       WHERE id = $1`,
      [tokenId],
    );
    const fresh = await rotate(rotated);
    webpush.settle(GONE);
    await delivery.idle();
    expect(await deliveryOf(id, again)).toMatchObject({ state: 'pending', reason: 'token_renewed' });
    expect(await tokenOf(again)).toMatchObject({ active: true });
    expect(await database.prisma.pushToken.findUniqueOrThrow({ where: { id: fresh } })).toMatchObject({
      active: true,
    });
    await delivery.makeDue();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 2 });
    expect(await deliveryOf(id, rotated)).toMatchObject({ tokenId: fresh });
  });

  it('DIS-4, DIS-6: a dead token that its device registered again is not asked for ever, and not retired', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script(() => ({ ...GONE, invalidSince: new Date('2020-01-01T00:00:00Z') }));
    const id = await toAll();
    await delivery.idle();
    const waits: number[] = [];
    while ((await deliveryOf(id, device)).state === 'pending') {
      const { nextAttemptAt, lastAttemptAt } = await deliveryOf(id, device);
      waits.push(Math.round((Number(nextAttemptAt) - Number(lastAttemptAt)) / 1_000));
      await delivery.makeDue();
      await delivery.idle();
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512]);
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'failed', reason: 'gone', attempts: 10 });
    expect(await tokenOf(device)).toMatchObject({ active: true });
  });

  it('DIS-6: when more than a fifth of many answers say invalid, no token is retired and sending waits', async () => {
    await devicesOf(admin, 'webpush', 100);
    webpush.script(() => GONE);
    const id = await toAll();
    await delivery.idle();
    const active = await database.prisma.pushToken.count({ where: { active: true } });
    expect(active).toBe(100);
    expect(await delivery.states(id)).toEqual({ pending: 100 });
    const hits = webpush.hits.length;
    await toAll();
    await delivery.idle();
    expect(webpush.hits).toHaveLength(hits);
  });

  it('DIS-6: while no more than half of the answers say invalid, nobody else has to wait for those that do', async () => {
    const [dead] = (await devicesOf(admin, 'webpush', 10)) as [DeviceId];
    await database.pool.query(
      "INSERT INTO outcome_windows (scope, total, invalid, config, failing) VALUES ('webpush:provider', 200, 80, 0, 0)",
    );
    webpush.script(({ deviceId }) => (deviceId === dead ? GONE : 'accept'));
    for (const _ of ['first', 'second']) {
      const id = await toAll();
      await delivery.idle();
      expect(await delivery.states(id)).toEqual({ accepted: 9, pending: 1 });
    }
    expect(await tokenOf(dead)).toMatchObject({ active: true });
  });

  it('after five failures without a success for seven days a token is retired as unreachable, and not before', async () => {
    const [device, other] = (await devicesOf(admin, 'webpush', 2)) as [DeviceId, DeviceId];
    webpush.script(({ deviceId }) => (deviceId === device ? DOWN : 'accept'));
    const age = (failures: number, days: number) =>
      database.pool.query(
        `UPDATE push_tokens SET failure_count = $2, first_failure_at = now() - $3 * interval '1 day' WHERE device_id = $1`,
        [device, failures, days],
      );
    await age(3, 8);
    await toAll();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({ active: true, failureCount: 4 });
    await age(20, 6);
    await toAll();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({ active: true, failureCount: 21 });
    await age(4, 7);
    await toAll();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({
      active: false,
      revokeReason: 'unreachable',
      ciphertext: null,
    });
    expect(await tokenOf(other)).toMatchObject({ active: true, failureCount: 0, firstFailureAt: null });
  });

  it('a success forgets the failures before it', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script((_, attempt) => (attempt === 1 ? DOWN : 'accept'));
    await toAll();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({ failureCount: 1, firstFailureAt: expect.any(Date) });
    await delivery.makeDue();
    await delivery.idle();
    expect(await tokenOf(device)).toMatchObject({ failureCount: 0, firstFailureAt: null });
  });

  it('a subscription for another VAPID key is set aside as key_mismatch, and the others go on', async () => {
    const devices = await devicesOf(admin, 'webpush', 30);
    const odd = devices[7] as DeviceId;
    webpush.script(({ deviceId }) =>
      deviceId === odd ? { class: 'config', reason: 'key_mismatch', providerCode: '403' } : 'accept',
    );
    const id = await toAll();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 29, failed: 1 });
    expect(await tokenOf(odd)).toMatchObject({ active: true, quarantineReason: 'key_mismatch' });
    const hits = webpush.hits.length;
    const next = await delivery.send({ audience: { deviceIds: [odd] } });
    await delivery.idle();
    expect(await deliveryOf(next, odd)).toMatchObject({ state: 'failed', reason: 'key_mismatch' });
    expect(webpush.hits).toHaveLength(hits);
  });

  it('when a push service refuses our credentials, messages are parked until their TTL and its way is closed', async () => {
    await devicesOf(admin, 'webpush', 80);
    webpush.script(() => ({ class: 'config', reason: 'vapid_refused', providerCode: '403' }));
    const id = await toAll();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ pending: 80 });
    expect(await database.prisma.pushToken.count({ where: { active: true, quarantineReason: null } })).toBe(
      80,
    );
    const hits = webpush.hits.length;
    const next = await toAll();
    await delivery.idle();
    expect(webpush.hits).toHaveLength(hits);
    expect(await delivery.states(next)).toEqual({ pending: 80 });
  });

  it('a message that is parked is sent once the credentials are mended, however often it was refused', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    webpush.script((_, attempt) =>
      attempt <= 12 ? { class: 'config', reason: 'vapid_refused', providerCode: '403' } : 'accept',
    );
    const id = await toAll();
    await delivery.idle();
    for (let refusals = 1; refusals <= 12; refusals += 1) {
      expect(await deliveryOf(id, device)).toMatchObject({ state: 'pending', attempts: refusals });
      await delivery.makeDue();
      await delivery.idle();
    }
    expect(await deliveryOf(id, device)).toMatchObject({ state: 'accepted', attempts: 13 });
  });
});

describe('what cannot be read', () => {
  it('F-9, TOK-4: an undecryptable token is quarantined and shown; everybody else gets the message', async () => {
    const devices = await devicesOf(admin, 'webpush', 100);
    const broken = devices[50] as DeviceId;
    await database.pool.query(
      `UPDATE push_tokens SET ciphertext = (SELECT ciphertext FROM push_tokens WHERE device_id = $2) WHERE device_id = $1`,
      [broken, devices[0]],
    );
    const id = await toAll();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 99, failed: 1 });
    expect(await deliveryOf(id, broken)).toMatchObject({
      reason: 'undecryptable',
      errorCode: 'wrong_place',
      attempts: 0,
    });
    expect(await tokenOf(broken)).toMatchObject({ active: true, quarantineReason: 'undecryptable' });
    expect(await database.prisma.pushToken.count({ where: { active: true } })).toBe(100);
  });

  it('F-9, TOK-3: a key that is missing pauses its devices, retires nothing, and they go on when it is back', async () => {
    const [device] = (await devicesOf(admin, 'webpush', 1)) as [DeviceId];
    await devicesOf(admin, 'webpush', 5);
    const keyId = (await tokenOf(device)).keyId;
    await database.pool.query("UPDATE push_tokens SET key_id = 'lost' WHERE device_id = $1", [device]);
    const id = await toAll();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 5, pending: 1 });
    expect(await deliveryOf(id, device)).toMatchObject({
      reason: 'missing_key',
      errorCode: 'lost',
      attempts: 0,
    });
    expect(await tokenOf(device)).toMatchObject({ active: true, quarantineReason: null });
    await database.pool.query('UPDATE push_tokens SET key_id = $2 WHERE device_id = $1', [device, keyId]);
    await delivery.makeDue();
    await delivery.idle();
    expect(await delivery.states(id)).toEqual({ accepted: 6 });
  });
});

async function rotate(deviceId: DeviceId): Promise<string> {
  const tokenId = tokenIdSchema.parse(uuidv7());
  const sealed = sealToken(
    delivery.keyRing,
    { tokenId, deviceId },
    { provider: 'webpush', endpoint: 'https://push.example/new', p256dh: 'unused', auth: 'unused' },
  );
  await database.pool.query(
    `INSERT INTO push_tokens (id, device_id, provider, ciphertext, key_id, fingerprint, registered_at)
     VALUES ($1, $2, 'webpush', $3, $4, $5, now() + interval '1 second')`,
    [tokenId, deviceId, sealed.ciphertext, sealed.keyId, Buffer.from(tokenId)],
  );
  return tokenId;
}
