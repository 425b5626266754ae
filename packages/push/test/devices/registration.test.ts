import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import { apnsToken, createActor, createTestRegistry, fcmToken } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ios, phone } from './phone-calls.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const activeTokens = async () =>
  (await database.pool.query('SELECT * FROM push_tokens WHERE active ORDER BY id')).rows;

describe('registering a push device', () => {
  it.each([
    ['with a token', ios('removed')],
    ['without one', {}],
  ])(
    'REG-10, REG-16: one that the clean-up removes at this moment is registered as new, %s',
    async (way, token) => {
      const { registry } = createTestRegistry(database, {});
      const actor = await createActor(database, 'member');
      const before = await registry.register(actor, phone(`removed ${way}`));
      await registry.revoke(actor, before.device.id);
      const cleanUp = await database.pool.connect();
      await cleanUp.query('BEGIN');
      await cleanUp.query('DELETE FROM devices WHERE id = $1', [before.device.id]);
      const registering = registry.register(actor, phone(`removed ${way}`, token));
      await untilSomebodyWaitsForALock(database);
      await cleanUp.query('COMMIT');
      cleanUp.release();
      const { device, created } = await registering;
      expect([created, device.status, device.id === before.device.id]).toEqual([true, 'active', false]);
    },
  );

  it('F-11, DIS-2: a device that registers where the clock is an hour fast is older than a broadcast that follows', async () => {
    const { registry } = createTestRegistry(database, {
      clock: { now: () => new Date(Date.now() + 3_600_000) },
    });
    const { device } = await registry.register(await createActor(database, 'member'), phone('fast'));
    const { rows } = await database.pool.query(
      'SELECT created_at <= now() AS older FROM devices WHERE id = $1',
      [device.id],
    );
    expect(rows).toEqual([{ older: true }]);
  });

  it('REG-1: a new device has every property that it was given, server times in UTC and an id of the server', async () => {
    const at = new Date('2021-05-06T07:08:09.123Z');
    const { registry } = createTestRegistry(database, { clock: { now: () => at } });
    const actor = await createActor(database, 'member');
    const call = phone('everything', {
      ...ios('everything'),
      name: 'Zoë’s phone 📱',
      model: 'iPhone17,1',
      osVersion: '26.1',
      appVersion: '4.2.0',
      userAgent: 'App/4.2',
      tags: ['primary'],
    });
    const { device } = await registry.register(actor, call);
    expect(device).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      deviceId: 'everything',
      kind: 'push',
      platform: 'ios',
      name: 'Zoë’s phone 📱',
      model: 'iPhone17,1',
      osVersion: '26.1',
      appVersion: '4.2.0',
      userAgent: 'App/4.2',
      tags: ['primary'],
      status: 'active',
      push: {
        provider: 'apns',
        environment: 'production',
        health: 'ok',
        reason: null,
        lastDeliveredAt: null,
      },
      mutedUntil: null,
      lastSeenAt: at,
      lastPollAt: null,
      lastAckAt: null,
      createdAt: at,
      updatedAt: at,
      revokedAt: null,
      userId: actor.userId,
      online: false,
    });
  });

  it('REG-2: says whether the device is new, and never answers the token', async () => {
    const { registry } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    const first = await registry.register(actor, phone('twice', ios('twice')));
    const second = await registry.register(actor, phone('twice', ios('twice')));
    expect([first.created, second.created]).toEqual([true, false]);
    expect(JSON.stringify([first, second])).not.toContain(apnsToken('twice'));
  });

  it('REG-2: a device without a token is registered too, and has no push', async () => {
    const { registry } = createTestRegistry(database, {});
    const { device } = await registry.register(await createActor(database, 'member'), phone('tokenless'));
    expect(device.push).toBeNull();
  });

  it('REG-6: the same device_id updates what was given, keeps the rest, and never adds a second row', async () => {
    let now = new Date('2031-01-01T00:00:00Z');
    const { registry } = createTestRegistry(database, { clock: { now: () => now } });
    const actor = await createActor(database, 'member');
    const first = await registry.register(actor, phone('again', { ...ios('old'), name: 'Old', model: 'M1' }));
    now = new Date('2031-01-02T00:00:00Z');
    const second = await registry.register(
      actor,
      phone('again', { ...ios('new'), name: 'New', osVersion: '27' }),
    );
    expect(second.device).toMatchObject({ id: first.device.id, name: 'New', model: 'M1', osVersion: '27' });
    expect(second.device.lastSeenAt).toEqual(now);
    expect(second.device.createdAt).toEqual(first.device.createdAt);
    const { devices } = await registry.list(actor, { status: 'all', limit: 50 });
    expect(devices).toHaveLength(1);
  });

  it('REG-6: 100 registrations of one device at once leave one row with one active token', async () => {
    const { registry, events } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        registry.register(actor, phone('stampede', ios(`stampede ${index % 7}`))),
      ),
    );
    expect(new Set(answers.map(({ device }) => device.id)).size).toBe(1);
    expect(answers.filter(({ created }) => created)).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'device_registered')).toHaveLength(1);
    const { rows } = await database.pool.query(
      `SELECT (SELECT count(*) FROM devices WHERE user_id = $1)::int AS devices,
         (SELECT count(*) FROM push_tokens p JOIN devices d ON d.id = p.device_id WHERE d.user_id = $1 AND p.active)::int
           AS tokens`,
      [actor.userId],
    );
    expect(rows).toEqual([{ devices: 1, tokens: 1 }]);
  });

  it('REG-7: the same device_id under another user is another device, and the first one does not change', async () => {
    const { registry } = createTestRegistry(database, {});
    const [alice, bob] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const hers = await registry.register(alice, phone('shared', { ...ios('hers'), name: 'Hers' }));
    const his = await registry.register(bob, phone('shared', { ...ios('his'), name: 'His' }));
    expect(his.created).toBe(true);
    expect(his.device.id).not.toBe(hers.device.id);
    expect(JSON.stringify(his)).not.toContain(hers.device.id);
    expect(await registry.find(alice, 'shared')).toEqual(hers.device);
    expect((await registry.find(bob, 'shared')).id).toBe(his.device.id);
  });

  it('REG-10: a revoked push device that registers again is the same row, active anew', async () => {
    const { registry, events } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    const before = await registry.register(actor, phone('returning', ios('returning')));
    await registry.revoke(actor, before.device.id);
    const { device, created } = await registry.register(actor, phone('returning', ios('returning')));
    expect(created).toBe(false);
    expect(device).toMatchObject({ id: before.device.id, status: 'active', revokedAt: null });
    expect(device.push?.health).toBe('ok');
    expect(events.filter(({ type }) => type === 'device_registered')).toMatchObject([
      { anew: false },
      { anew: true },
    ]);
  });

  it('TOK-1: a registered token has provider, environment, key id, fingerprint and dates; the database insists on an APNs environment', async () => {
    const { registry, parts } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    const { device } = await registry.register(
      actor,
      phone('row', { pushToken: apnsToken('row'), environment: 'development' }),
    );
    const row = (await activeTokens()).find(({ device_id }) => device_id === device.id);
    expect(row).toMatchObject({
      provider: 'apns',
      environment: 'development',
      key_id: parts.keyRing.primaryKeyId,
      active: true,
      failure_count: 0,
      revoked_at: null,
      revoke_reason: null,
      last_used_at: null,
      last_failure_at: null,
      last_failure_reason: null,
    });
    expect(row.fingerprint).toHaveLength(32);
    expect(row.created_at).toBeInstanceOf(Date);
    const update = database.pool.query('UPDATE push_tokens SET environment = NULL WHERE id = $1', [row.id]);
    await expect(update).rejects.toThrow('push_tokens_apns_environment_check');
  });

  it('TOK-2: what is stored holds no token in the clear', async () => {
    const { registry } = createTestRegistry(database, {});
    const actor = await createActor(database, 'member');
    await registry.register(actor, phone('canary', ios('canary')));
    await registry.register(actor, phone('canary-2', { platform: 'android', pushToken: fcmToken('canary') }));
    const { rows } = await database.pool.query('SELECT push_tokens::text AS row FROM push_tokens');
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(apnsToken('canary'));
    expect(stored).not.toContain(Buffer.from(apnsToken('canary')).toString('hex'));
    expect(stored).not.toContain(fcmToken('canary'));
  });

  it.each([
    [
      'APNs token that is not hexadecimal',
      { pushToken: 'z'.repeat(64), environment: 'production' },
      'pushToken',
    ],
    ['APNs token without its environment', { pushToken: apnsToken('x') }, 'environment'],
    [
      'APNs token that is cut off',
      { pushToken: apnsToken('x').slice(1), environment: 'production' },
      'pushToken',
    ],
    ['FCM token with white space', { platform: 'android', pushToken: `${fcmToken('x')} x` }, 'pushToken'],
    [
      'APNs token on Android',
      { platform: 'android', provider: 'apns', pushToken: apnsToken('x') },
      'provider',
    ],
    ['Expo token that is cut off', { provider: 'expo', pushToken: 'ExponentPushToken[abc' }, 'pushToken'],
    ['subscription as a token', { platform: 'web', provider: 'webpush', pushToken: 'https://x' }, 'provider'],
    ['token of a browser', { platform: 'web', pushToken: fcmToken('x') }, 'pushToken'],
  ] as const)(
    'TOK-11: %s is refused by the name of its field, without the token, and nothing is stored',
    async (_, more, path) => {
      const { registry } = createTestRegistry(database, {});
      const actor = await createActor(database, 'member');
      const refused = registry.register(actor, phone('refused', more));
      await expect(refused).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path }] });
      await expect(refused).rejects.not.toThrow(more.pushToken);
      expect((await registry.list(actor, { status: 'all', limit: 50 })).devices).toEqual([]);
    },
  );

  it.each([
    ['ios', 'ExponentPushToken[abc_DEF-123]', 'expo'],
    ['android', 'ExpoPushToken[xyz]', 'expo'],
    ['android', fcmToken('inferred'), 'fcm'],
    ['ios', apnsToken('inferred'), 'apns'],
  ] as const)(
    'TOK-11: on %s the provider of a token is known without naming it',
    async (platform, pushToken, provider) => {
      const { registry } = createTestRegistry(database, {});
      const call = phone('inferred', { platform, pushToken, environment: 'production' });
      const { device } = await registry.register(await createActor(database, 'member'), call);
      expect(device.push?.provider).toBe(provider);
    },
  );
});
