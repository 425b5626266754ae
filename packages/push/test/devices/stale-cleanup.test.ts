import type { DeviceId } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';
import { createLogger } from '@carillon/runtime/logger';
import { createMetricsBuffer } from '@carillon/runtime/metrics';
import { createDevice, createSession } from '@carillon/testing/factories';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createActor, createTestRegistry, randomKeyRing, staleDevicesOf } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import type { RegistryEvent } from '../../src/devices/registry-events.ts';
import { cleanUpStale, type StaleAges, type StaleCleanupParts } from '../../src/devices/stale-cleanup.ts';
import { ios, phone } from './phone-calls.ts';
import { tokensOf } from './stored-rows.ts';

const AGES: StaleAges = { webSubscriptionDays: 30, pushTokenDays: 90, revokedDays: 90 };
const NOTHING = { web_subscription: 0, push_token: 0, token_history: 0, revoked_device: 0 };
const never = new AbortController().signal;
const keyRing = randomKeyRing('k1');

let database: TestDatabase;
let actor: Actor;
let events: RegistryEvent[];
let lines: string[];
beforeEach(async () => {
  database = await createTestDatabase();
  actor = await createActor(database, 'member');
  events = [];
  lines = [];
});
afterEach(() => database.close());

function partsOf(changes: Partial<StaleCleanupParts> = {}): StaleCleanupParts {
  return {
    store: staleDevicesOf(database),
    ages: AGES,
    keyIds: keyRing.keyIds,
    publish: (event) => events.push(event),
    metrics: createMetricsBuffer(),
    log: createLogger({ name: 'test', level: 'info', destination: { write: (line) => lines.push(line) } }),
    ...changes,
  };
}
const cleanUp = (changes: Partial<StaleCleanupParts> = {}) => cleanUpStale(partsOf(changes), never);

/** A device with a token; everything that could count as its use was so many days ago. */
async function unusedFor(days: number, provider: ProviderName): Promise<DeviceId> {
  const [id] = await createPushDevices(database, { userId: actor.userId, provider, keyRing, count: 1 });
  await database.pool.query(
    `UPDATE push_tokens SET registered_at = now() - $2 * interval '1 day', last_used_at = now() - $2 * interval '1 day'
     WHERE device_id = $1`,
    [id, days],
  );
  await database.pool.query(`UPDATE devices SET last_seen_at = now() - $2 * interval '1 day' WHERE id = $1`, [
    id,
    days,
  ]);
  return id as DeviceId;
}

const activeDevices = async () => {
  const { rows } = await database.pool.query('SELECT device_id FROM push_tokens WHERE active ORDER BY id');
  return rows.map(({ device_id }) => device_id);
};

describe('tokens that nobody uses', () => {
  it('REG-16: browsers’ subscriptions end after 30 days and apps’ tokens after 90, wiped; younger ones stay', async () => {
    const staleWeb = await unusedFor(31, 'webpush');
    const kept = [await unusedFor(29, 'webpush')];
    const staleApps: DeviceId[] = [];
    for (const provider of ['apns', 'fcm', 'expo'] as const) {
      staleApps.push(await unusedFor(91, provider));
      kept.push(await unusedFor(89, provider));
    }
    expect(await cleanUp()).toEqual({ ...NOTHING, web_subscription: 1, push_token: 3 });
    expect((await activeDevices()).sort()).toEqual(kept.sort());
    for (const id of [staleWeb, ...staleApps]) {
      expect(await tokensOf(database, id)).toMatchObject([
        {
          active: false,
          ciphertext: null,
          key_id: null,
          revoke_reason: 'stale',
          revoked_at: expect.any(Date),
        },
      ]);
    }
    expect(await cleanUp()).toEqual(NOTHING);
  });

  it.each([
    ['a message that it took', 'UPDATE push_tokens SET last_used_at = now()'],
    ['registering again', 'UPDATE push_tokens SET registered_at = now()'],
    ['a call of its device', 'UPDATE devices SET last_seen_at = now()'],
  ])('REG-16: %s keeps a token', async (_, use) => {
    await unusedFor(400, 'webpush');
    await unusedFor(400, 'apns');
    await database.pool.query(use);
    expect(await cleanUp()).toEqual(NOTHING);
  });

  it('REG-16: what was never used is as old as its registration', async () => {
    const id = await unusedFor(31, 'webpush');
    await database.pool.query('UPDATE push_tokens SET last_used_at = NULL');
    await database.pool.query('UPDATE devices SET last_seen_at = NULL');
    expect(await cleanUp()).toMatchObject({ web_subscription: 1 });
    expect(await tokensOf(database, id)).toMatchObject([{ revoke_reason: 'stale' }]);
  });

  it('REG-16: the device stays, says why it gets nothing, and gets a token again when it registers', async () => {
    const { registry } = createTestRegistry(database, { keyRing });
    const call = phone('old phone', ios('old phone'));
    const { device } = await registry.register(actor, call);
    await database.pool.query(
      `UPDATE push_tokens SET registered_at = now() - interval '91 days', last_failure_reason = 'server_error';
       UPDATE devices SET last_seen_at = now() - interval '91 days'`,
    );
    await cleanUp();
    expect(await registry.find(actor, device.id)).toMatchObject({
      status: 'active',
      push: { provider: 'apns', health: 'none', reason: 'stale' },
    });
    const again = await registry.register(actor, call);
    expect(again).toMatchObject({ created: false, device: { id: device.id, push: { health: 'ok' } } });
  });

  it('REG-16: an anonymous browser’s device ends with its subscription, since it would reach nobody', async () => {
    const id = await unusedFor(31, 'webpush');
    await database.pool.query('UPDATE devices SET user_id = NULL, installation_id = NULL');
    await cleanUp();
    const { rows } = await database.pool.query('SELECT id FROM devices WHERE revoked_at IS NOT NULL');
    expect(rows).toEqual([{ id }]);
    expect(events.map(({ type }) => type)).toEqual(['token_revoked', 'device_revoked']);
  });

  it('TOK-3: tokens that only a missing key or a quarantine kept from being used stay, however old', async () => {
    await unusedFor(400, 'webpush');
    await unusedFor(400, 'fcm');
    await database.pool.query(
      `UPDATE push_tokens SET quarantine_reason = 'undecryptable' WHERE provider = 'fcm'`,
    );
    expect(await cleanUp({ keyIds: ['another'] })).toEqual(NOTHING);
    expect(await cleanUp()).toEqual({ ...NOTHING, web_subscription: 1 });
  });

  it('REG-16: 0 days keeps everything', async () => {
    await unusedFor(4_000, 'webpush');
    await unusedFor(4_000, 'expo');
    await createDevice(database, { userId: actor.userId, platform: 'ios', revokedAt: new Date(0) });
    const ages = { webSubscriptionDays: 0, pushTokenDays: 0, revokedDays: 0 };
    expect(await cleanUp({ ages })).toEqual(NOTHING);
  });

  it('REG-16: runs at once on several workers end each token once, and tell and count it once', async () => {
    const { userId } = actor;
    await createPushDevices(database, { userId, provider: 'webpush', keyRing, count: 5_000 });
    await database.pool.query(`UPDATE push_tokens SET registered_at = now() - interval '31 days'`);
    const metrics = createMetricsBuffer();
    const runs = await Promise.all([1, 2, 3].map(() => cleanUp({ metrics })));
    expect(runs.reduce((sum, run) => sum + run.web_subscription, 0)).toBe(5_000);
    expect(new Set(events.map((event) => 'tokenId' in event && event.tokenId)).size).toBe(5_000);
    expect(events).toHaveLength(5_000);
    expect(metrics.take()).toEqual([
      { name: 'devices_stale_removed_total', labels: '{"kind":"web_subscription"}', value: 5_000 },
    ]);
  });

  it('TOK-7: a registration that is under way wins over the cleanup', async () => {
    const id = await unusedFor(31, 'webpush');
    const registration = await database.pool.connect();
    await registration.query('BEGIN');
    await registration.query('UPDATE push_tokens SET registered_at = now() WHERE device_id = $1', [id]);
    expect(await cleanUp()).toEqual(NOTHING);
    await registration.query('COMMIT');
    registration.release();
    expect(await activeDevices()).toEqual([id]);
  });
});

describe('what was revoked long ago', () => {
  const revoked = (days: number) =>
    createDevice(database, {
      userId: actor.userId,
      platform: 'ios',
      revokedAt: new Date(Date.now() - days * 86_400_000),
    });

  it('REG-16: devices go 90 days after they were revoked, and not before; active ones never', async () => {
    const { userId } = actor;
    await revoked(91);
    const kept = [await revoked(89), await createDevice(database, { userId, platform: 'web' })];
    expect(await cleanUp()).toEqual({ ...NOTHING, revoked_device: 1 });
    const { rows } = await database.pool.query('SELECT id FROM devices ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(kept);
  });

  it('REG-16: more than a batch goes in one run, and a run that is told to stop leaves the rest to the next', async () => {
    await database.pool.query(
      `INSERT INTO devices (id, user_id, installation_id, kind, platform, revoked_at)
       SELECT gen_random_uuid(), $1, 'old ' || i, 'push', 'ios', now() - interval '100 days' FROM generate_series(1, 450) i`,
      [actor.userId],
    );
    const stopping = new AbortController();
    const store = staleDevicesOf(database);
    const removeRevokedDevices: typeof store.removeRevokedDevices = (batch) => {
      stopping.abort();
      return store.removeRevokedDevices(batch);
    };
    const parts = partsOf({ store: { ...store, removeRevokedDevices } });
    expect(await cleanUpStale(parts, stopping.signal)).toMatchObject({ revoked_device: 200 });
    expect(await cleanUp()).toMatchObject({ revoked_device: 250 });
  });

  it('REG-16: who stayed signed in on a device that they revoked is not signed out when it goes', async () => {
    const deviceId = await revoked(91);
    const sessionId = await createSession(database, { userId: actor.userId, deviceId });
    expect(await cleanUp()).toMatchObject({ revoked_device: 1 });
    const session = await database.prisma.session.findUniqueOrThrow({ where: { id: sessionId } });
    expect(session).toMatchObject({ deviceId: null, revokedAt: null });
  });

  it('REG-16: old tokens go from the history, but for the one that says why a device gets nothing', async () => {
    const { registry } = createTestRegistry(database, { keyRing });
    const { device: withToken } = await registry.register(actor, phone('a', ios('first')));
    await registry.register(actor, phone('a', ios('second')));
    const { device: without } = await registry.register(actor, phone('b', ios('third')));
    await registry.register(actor, phone('b', ios('fourth')));
    await registry.revokeDeviceToken(actor, { deviceId: phone('b').deviceId });
    await database.pool.query(
      `UPDATE push_tokens SET revoked_at = revoked_at - interval '91 days' WHERE NOT active`,
    );
    expect(await cleanUp()).toEqual({ ...NOTHING, token_history: 2 });
    expect(await tokensOf(database, withToken.id)).toMatchObject([{ active: true }]);
    expect(await tokensOf(database, without.id)).toMatchObject([{ revoke_reason: 'logout' }]);
    expect(await cleanUp()).toEqual(NOTHING);
  });

  it('OBS-2: each run says what it removed and by which ages, and each token that ended is told with its ids', async () => {
    const deviceId = await unusedFor(31, 'webpush');
    await revoked(91);
    await cleanUp();
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        removed: { ...NOTHING, web_subscription: 1, revoked_device: 1 },
        web_subscription_days: 30,
        push_token_days: 90,
        revoked_days: 90,
        finished: true,
      },
    ]);
    const [token] = await tokensOf(database, deviceId);
    expect(events).toEqual([
      {
        type: 'token_revoked',
        tokenId: token.id,
        deviceId,
        userId: actor.userId,
        provider: 'webpush',
        reason: 'stale',
      },
    ]);
  });
});
