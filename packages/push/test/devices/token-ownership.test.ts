import { installationIdSchema } from '@carillon/contracts/ids';
import { apnsToken, createActor, createTestRegistry, randomKeyRing } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/devices/actor.ts';
import type { Registry } from '../../src/devices/registry.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const keyRing = randomKeyRing('k1');

function registerToken(registry: Registry, actor: Actor, { device, seed }: { device: string; seed: string }) {
  return registry.register(actor, {
    deviceId: installationIdSchema.parse(device),
    platform: 'ios',
    pushToken: apnsToken(seed),
    environment: 'production',
    userAgent: null,
  });
}

/** The active rows of some tokens, with their owners. */
async function ownersOf(registry: ReturnType<typeof createTestRegistry>, ...seeds: string[]) {
  const fingerprints = seeds.map((seed) =>
    registry.parts.fingerprint({ provider: 'apns', token: apnsToken(seed) }),
  );
  const { rows } = await database.pool.query<{ user_id: string; device_id: string }>(
    `SELECT d.user_id, p.device_id FROM push_tokens p JOIN devices d ON d.id = p.device_id
     WHERE p.active AND p.fingerprint = ANY ($1::bytea[])`,
    [fingerprints],
  );
  return rows;
}

describe('a token that several want', () => {
  it("TOK-6: an account switch moves the token: the earlier owner's row is revoked as moved, and their device stays", async () => {
    const set = createTestRegistry(database, { keyRing });
    const { registry, events } = set;
    const [before, after] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const hers = await registerToken(registry, before, { device: 'phone', seed: 'switch' });
    const his = await registerToken(registry, after, { device: 'phone', seed: 'switch' });
    expect(await ownersOf(set, 'switch')).toEqual([{ user_id: after.userId, device_id: his.device.id }]);
    expect(await registry.find(before, hers.device.id)).toMatchObject({
      status: 'active',
      push: { health: 'none', reason: 'moved' },
    });
    const { rows } = await database.pool.query('SELECT * FROM push_tokens WHERE device_id = $1', [
      hers.device.id,
    ]);
    expect(rows).toMatchObject([{ active: false, revoke_reason: 'moved', ciphertext: null }]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'token_revoked', reason: 'moved', userId: before.userId }),
    );
  });

  it('TOK-6: a token that moves to a device with another one leaves each device with one at most', async () => {
    const set = createTestRegistry(database, { keyRing });
    const actor = await createActor(database, 'member');
    await registerToken(set.registry, actor, { device: 'first', seed: 'mine 1' });
    const second = await registerToken(set.registry, actor, { device: 'second', seed: 'mine 2' });
    await registerToken(set.registry, actor, { device: 'second', seed: 'mine 1' });
    expect(await ownersOf(set, 'mine 1', 'mine 2')).toEqual([
      { user_id: actor.userId, device_id: second.device.id },
    ]);
  });

  it('T-4: 100 registrations of one token by two users at once end with exactly one owner, and the other has lost it', async () => {
    const set = createTestRegistry(database, { keyRing });
    const users = [await createActor(database, 'member'), await createActor(database, 'member')] as const;
    const seed = 'contested';
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => {
        const actor = index % 2 === 0 ? users[0] : users[1];
        return registerToken(set.registry, actor, { device: `phone ${index % 6}`, seed });
      }),
    );
    const owners = await ownersOf(set, seed);
    expect(owners).toHaveLength(1);
    const loser = users.find(({ userId }) => userId !== owners[0]?.user_id);
    const { rows } = await database.pool.query(
      `SELECT p.* FROM push_tokens p JOIN devices d ON d.id = p.device_id WHERE d.user_id = $1`,
      [loser?.userId],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ active: false, ciphertext: null });
  });

  it('T-4: users who swap, circle and share tokens at once never deadlock, and each token ends with one owner', async () => {
    const set = createTestRegistry(database, { keyRing });
    const users = await Promise.all(Array.from({ length: 3 }, () => createActor(database, 'member')));
    const seeds = ['circle a', 'circle b', 'circle c'];
    const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
    await Promise.all(
      Array.from({ length: 90 }, (_, index) =>
        registerToken(set.registry, pick(users, index), {
          device: 'phone',
          seed: pick(seeds, Math.floor(index / 2)),
        }),
      ),
    );
    const owners = await ownersOf(set, ...seeds);
    expect(owners.length).toBeGreaterThan(0);
    expect(new Set(owners.map(({ device_id }) => device_id)).size).toBe(owners.length);
  });

  it('T-4: the database itself refuses a second active row of a token or of a device', async () => {
    const set = createTestRegistry(database, { keyRing });
    const [owner, thief] = [await createActor(database, 'member'), await createActor(database, 'member')];
    const held = await registerToken(set.registry, owner, { device: 'phone', seed: 'indexed' });
    const own = await registerToken(set.registry, thief, { device: 'phone', seed: 'indexed 2' });
    const copy = (deviceId: string) =>
      database.pool.query(
        `INSERT INTO push_tokens (id, device_id, provider, environment, ciphertext, key_id, fingerprint)
         SELECT gen_random_uuid(), $2, provider, environment, ciphertext, key_id, fingerprint
         FROM push_tokens WHERE device_id = $1`,
        [held.device.id, deviceId],
      );
    await expect(copy(held.device.id)).rejects.toThrow('push_tokens_active_device_key');
    await database.pool.query('DELETE FROM push_tokens WHERE device_id = $1', [own.device.id]);
    await expect(copy(own.device.id)).rejects.toThrow('push_tokens_active_fingerprint_key');
  });
});
