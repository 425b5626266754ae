import { installationIdSchema, tokenIdSchema } from '@carillon/contracts/ids';
import { createLogger } from '@carillon/runtime/logger';
import { createMetricsBuffer } from '@carillon/runtime/metrics';
import { createDevice } from '@carillon/testing/factories';
import {
  apnsToken,
  browserSubscription,
  createActor,
  createTestRegistry,
  fcmToken,
  randomKeyRing,
} from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import type { Registry } from '../../src/devices/registry.ts';
import { createRegistryJournal } from '../../src/devices/registry-events.ts';
import { openToken } from '../../src/vault/sealed-token.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const keyRing = randomKeyRing('k1');
const PHONE = installationIdSchema.parse('phone');
const setUp = () => createTestRegistry(database, { keyRing });
const ios = (seed: string) => ({ pushToken: apnsToken(seed), environment: 'production' as const });

function registerPhone(registry: Registry, actor: Actor, seed: string, generation?: number) {
  const call = { deviceId: PHONE, platform: 'ios' as const, userAgent: null, ...ios(seed) };
  return registry.register(actor, { ...call, ...(generation !== undefined && { generation }) });
}

/** All of a device's token rows, oldest first. */
async function tokensOf(deviceId: string) {
  const { rows } = await database.pool.query(
    'SELECT * FROM push_tokens WHERE device_id = $1 ORDER BY created_at, id',
    [deviceId],
  );
  return rows;
}

function openRow(row: { id: string; device_id: string; key_id: string; ciphertext: string }) {
  const place = { tokenId: tokenIdSchema.parse(row.id), deviceId: row.device_id as never };
  return openToken(keyRing, place, { keyId: row.key_id, ciphertext: row.ciphertext });
}

describe('setting and rotating a token', () => {
  it('TOK-5: a different token rotates: the old row is history without ciphertext, the new one opens to the new token', async () => {
    const { registry, events } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'rotates 1');
    await registerPhone(registry, actor, 'rotates 2');
    const [before, after] = await tokensOf(device.id);
    expect(before).toMatchObject({
      active: false,
      revoke_reason: 'rotated',
      revoked_at: expect.any(Date),
      ciphertext: null,
      key_id: null,
    });
    expect(after).toMatchObject({ active: true, revoke_reason: null });
    expect(openRow(after)).toEqual({
      status: 'ok',
      value: { provider: 'apns', token: apnsToken('rotates 2') },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'device_registered',
      'token_registered',
      'device_updated',
      'token_revoked',
      'token_rotated',
    ]);
  });

  it('TOK-5: the same token again, in whatever case, only moves timestamps; a corrected environment is taken', async () => {
    let now = new Date('2031-01-01T00:00:00Z');
    const { registry } = createTestRegistry(database, { keyRing, clock: { now: () => now } });
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'same');
    const [before] = await tokensOf(device.id);
    now = new Date('2031-01-02T00:00:00Z');
    const pushToken = apnsToken('same').toUpperCase();
    await registry.replaceToken(actor, { id: device.id, pushToken, environment: 'development' });
    const rows = await tokensOf(device.id);
    // Case is part of the ciphertext but not of the token's identity.
    expect(rows).toEqual([{ ...before, updated_at: now, registered_at: now, environment: 'development' }]);
  });

  it('TOK-5: nothing is half done: a refused registration leaves device and token as they were', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'whole', 5);
    const before = await tokensOf(device.id);
    const stale = registry.register(actor, {
      deviceId: PHONE,
      platform: 'ios',
      name: 'changed',
      userAgent: null,
      generation: 4,
      ...ios('whole 2'),
    });
    await expect(stale).rejects.toMatchObject({ code: 'stale_registration', status: 409 });
    expect(await registry.find(actor, device.id)).toEqual(device);
    expect(await tokensOf(device.id)).toEqual(before);
  });

  it('TOK-8: the token of a device is replaced; of a revoked one or of an agent it is not', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'replaced 1');
    await registry.replaceToken(actor, { id: PHONE, ...ios('replaced 2') });
    expect(await tokensOf(device.id)).toMatchObject([{ revoke_reason: 'rotated' }, { active: true }]);
    await registry.revoke(actor, device.id);
    const replace = (id: string) => registry.replaceToken(actor, { id, ...ios('replaced 3') });
    await expect(replace(device.id)).rejects.toMatchObject({ code: 'conflict' });
    const agent = await createDevice(database, { userId: actor.userId, platform: 'agent' });
    await expect(replace(agent)).rejects.toMatchObject({ code: 'conflict' });
    await expect(replace('unknown')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('TOK-9: by installation alone: registers, confirms and rotates; an unknown installation becomes an iOS device', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const put = (seed: string) =>
      registry.registerDeviceToken(actor, {
        token: apnsToken(seed),
        deviceId: PHONE,
        environment: 'development',
      });
    const first = await put('by installation 1');
    expect(first).toMatchObject({
      deviceId: PHONE,
      provider: 'apns',
      environment: 'development',
      rotated: false,
    });
    expect(await put('by installation 1')).toEqual(first);
    const rotated = await put('by installation 2');
    expect(rotated).toMatchObject({ rotated: true });
    expect(rotated.id).not.toBe(first.id);
    expect(await registry.find(actor, PHONE)).toMatchObject({ platform: 'ios', push: { health: 'ok' } });
  });

  it('TOK-9: takes the provider from the platform of a device that is registered', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    await registry.register(actor, { deviceId: PHONE, platform: 'android', userAgent: null });
    const put = (token: string) =>
      registry.registerDeviceToken(actor, { token, deviceId: PHONE, environment: 'production' });
    expect(await put(fcmToken('by platform'))).toMatchObject({ provider: 'fcm' });
    await expect(put('not a token')).rejects.toMatchObject({ errors: [{ path: 'token' }] });
  });
});

describe('revoking a token on logout', () => {
  it('TOK-10: wipes the active token and keeps the device; a second time is 404, and so is a device without token', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'logout');
    await registry.revokeDeviceToken(actor, { deviceId: PHONE });
    expect(await tokensOf(device.id)).toMatchObject([
      { active: false, revoke_reason: 'logout', ciphertext: null },
    ]);
    expect(await registry.find(actor, device.id)).toMatchObject({
      status: 'active',
      push: { health: 'none', reason: 'logout' },
    });
    const again = (deviceId: string) =>
      registry.revokeDeviceToken(actor, { deviceId: installationIdSchema.parse(deviceId) });
    await expect(again(PHONE)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    await expect(again('never registered')).rejects.toMatchObject({ code: 'not_found' });
  });

  it("TOK-10: reaches the caller's own installation alone", async () => {
    const { registry } = setUp();
    const [owner, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const { device } = await registerPhone(registry, owner, 'not theirs');
    const foreign = registry.revokeDeviceToken(other, { deviceId: PHONE });
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
    expect((await registry.find(owner, device.id)).push?.health).toBe('ok');
  });

  it('TOK-13: as part of signing out it says whether there was a token, and is no error without one', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    await registerPhone(registry, actor, 'signing out');
    const logout = { userId: actor.userId, installationId: PHONE, generation: undefined };
    expect(await registry.revokeTokenOfInstallation(logout)).toBe(true);
    expect(await registry.revokeTokenOfInstallation(logout)).toBe(false);
    expect((await registry.find(actor, PHONE)).push).toMatchObject({ health: 'none', reason: 'logout' });
  });
});

describe('what was overtaken on its way', () => {
  it('TOK-7: a registration older than the stored one changes nothing; the same generation again is a retry', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'newest', 20);
    await expect(registerPhone(registry, actor, 'late', 19)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    const stale = registry.replaceToken(actor, { id: device.id, ...ios('late'), generation: 19 });
    await expect(stale).rejects.toMatchObject({ code: 'stale_registration' });
    await registerPhone(registry, actor, 'newest', 20);
    expect(await tokensOf(device.id)).toHaveLength(1);
    await registerPhone(registry, actor, 'newer', 21);
    expect(await tokensOf(device.id)).toHaveLength(2);
  });

  it('TOK-7: a registration that was sent before a logout and lands after it is refused, also when the logout found no token', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'before logout', 1);
    await registry.revokeDeviceToken(actor, { deviceId: PHONE, generation: 3 });
    await expect(registerPhone(registry, actor, 'slow', 2)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    const again = { userId: actor.userId, installationId: PHONE, generation: 9 };
    expect(await registry.revokeTokenOfInstallation(again)).toBe(false);
    await expect(registerPhone(registry, actor, 'slow', 8)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(actor, device.id)).push?.health).toBe('none');
  });

  it('TOK-7: a logout that lands after a newer registration leaves it alone', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    await registerPhone(registry, actor, 'signed in again', 8);
    const late = { userId: actor.userId, installationId: PHONE, generation: 7 };
    await expect(registry.revokeTokenOfInstallation(late)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(actor, PHONE)).push?.health).toBe('ok');
  });

  it('TOK-7: on one phone, a late registration of the account before does not take the token back', async () => {
    const { registry } = setUp();
    const [before, now] = [await createActor(database, 'member'), await createActor(database, 'member')];
    await registerPhone(registry, before, 'one phone', 1);
    await registerPhone(registry, now, 'one phone', 5);
    await expect(registerPhone(registry, before, 'one phone', 2)).rejects.toMatchObject({
      code: 'stale_registration',
    });
    expect((await registry.find(now, PHONE)).push?.health).toBe('ok');
  });

  it('TOK-7: of 50 registrations at once in any order, the highest generation wins', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => {
        const generation = ((index * 17) % 50) + 1;
        return registerPhone(registry, actor, `generation ${generation}`, generation);
      }),
    );
    const { id } = await registry.find(actor, PHONE);
    const active = (await tokensOf(id)).filter((row) => row.active);
    expect(active).toHaveLength(1);
    expect(openRow(active[0])).toMatchObject({ value: { token: apnsToken('generation 50') } });
  });
});

describe('what is stored of a token', () => {
  it('TOK-2: swapped ciphertext opens for neither row, and registering again heals both', async () => {
    const { registry } = setUp();
    const [one, other] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const first = await registerPhone(registry, one, 'swap 1');
    const second = await registerPhone(registry, other, 'swap 2');
    const ids = [first.device.id, second.device.id];
    await database.pool.query(
      `UPDATE push_tokens p SET ciphertext = other.ciphertext, key_id = other.key_id
       FROM push_tokens other
       WHERE p.active AND other.active AND p.device_id = ANY ($1::uuid[]) AND other.device_id = ANY ($1::uuid[])
         AND p.id <> other.id`,
      [ids],
    );
    for (const id of ids) {
      const [row] = await tokensOf(id);
      expect(openRow(row)).toEqual({ status: 'undecryptable', reason: 'wrong_place' });
    }
    await registerPhone(registry, one, 'swap 1');
    await registerPhone(registry, other, 'swap 2');
    for (const id of ids) {
      const [swapped, healed] = await tokensOf(id);
      expect(swapped).toMatchObject({ active: false, ciphertext: null });
      expect(openRow(healed)).toMatchObject({ status: 'ok' });
    }
  });

  it('TOK-4: a quarantined token shows as such on its device, and registering the same token again ends that', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'quarantined');
    await database.pool.query(
      `UPDATE push_tokens SET quarantine_reason = 'undecryptable' WHERE device_id = $1`,
      [device.id],
    );
    const push = async () => (await registry.find(actor, device.id)).push;
    expect(await push()).toMatchObject({ health: 'quarantined', reason: 'undecryptable' });
    await registerPhone(registry, actor, 'quarantined');
    expect(await push()).toMatchObject({ health: 'ok', reason: null });
  });

  it('TOK-3: a token under a key that is missing shows it, and stays as it is', async () => {
    const { registry, parts } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'missing key');
    const without = createTestRegistry(database, { ...parts, keyRing: randomKeyRing('k2') }).registry;
    expect((await without.find(actor, device.id)).push).toMatchObject({
      health: 'quarantined',
      reason: 'missing_key',
    });
    expect((await registry.find(actor, device.id)).push).toMatchObject({ health: 'ok' });
  });

  it('DIS-6: a device whose token the provider called invalid stays, and shows why', async () => {
    const { registry } = setUp();
    const actor = await createActor(database, 'member');
    const { device } = await registerPhone(registry, actor, 'invalid');
    await database.pool.query(
      `UPDATE push_tokens SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = now(),
         revoke_reason = 'invalid', last_failure_reason = 'gone', last_used_at = '2031-01-01T00:00:00Z'
       WHERE device_id = $1`,
      [device.id],
    );
    expect(await registry.find(actor, device.id)).toMatchObject({
      status: 'active',
      push: { health: 'invalid', reason: 'gone', lastDeliveredAt: new Date('2031-01-01T00:00:00Z') },
    });
  });

  it('TOK-12, OBS-2: registration, rotation, move and revocation are logged with ids, never with token material', async () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => lines.push(line) };
    const log = createLogger({ name: 'test', level: 'trace', destination });
    const metrics = createMetricsBuffer();
    const { registry } = createTestRegistry(database, {
      keyRing,
      publish: createRegistryJournal(log, metrics),
    });
    const [actor, next] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const { device } = await registerPhone(registry, actor, 'logged 1');
    await registerPhone(registry, actor, 'logged 2');
    await registerPhone(registry, next, 'logged 2');
    const subscription = browserSubscription('logged');
    await registry.subscribe(actor, subscription);
    await registry.revoke(actor, device.id);

    const text = lines.join('');
    for (const secret of [
      apnsToken('logged 1'),
      apnsToken('logged 2'),
      subscription.endpoint,
      subscription.keys.p256dh,
      subscription.keys.auth,
    ]) {
      expect(text).not.toContain(secret);
    }
    const events = lines.map((line) => JSON.parse(line));
    expect(events.map(({ event, reason }) => [event, reason])).toEqual([
      ['device_registered', undefined],
      ['token_registered', undefined],
      ['device_updated', undefined],
      ['token_revoked', 'rotated'],
      ['token_rotated', undefined],
      ['device_registered', undefined],
      ['token_revoked', 'moved'],
      ['token_registered', undefined],
      ['device_registered', undefined],
      ['token_registered', undefined],
      ['device_revoked', undefined],
    ]);
    expect(events[1]).toMatchObject({
      device_id: device.id,
      user_id: actor.userId,
      token_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      provider: 'apns',
    });
    const counted = metrics.take().map(({ name, labels, value }) => [name, labels, value]);
    expect(counted).toEqual([
      ['devices_registered_total', '{"platform":"ios"}', 2],
      ['devices_registered_total', '{"platform":"web"}', 1],
      ['devices_revoked_total', '{"platform":"ios"}', 1],
    ]);
  });
});
