import { createTestRegistry, randomKeyRing, settingsOf } from '@carillon/testing/registry';
import { createTestDatabase } from '@carillon/testing/test-database';
import { describe, expect, it } from 'vitest';
import { createVapidKeySource, vapidKeyIdOf } from '../../src/devices/vapid.ts';
import { generateVapidKeys, isVapidKeyPair } from '../../src/providers/webpush/vapid.ts';

describe('the VAPID key pair', () => {
  it('WEB-1, F-13: exactly one is made, however many processes need it first, and every one of them uses it', async () => {
    await using database = await createTestDatabase();
    const keyRing = randomKeyRing('k1');
    const sources = Array.from({ length: 20 }, () =>
      createVapidKeySource({ settings: settingsOf(database), keyRing, configured: null }),
    );
    const pairs = await Promise.all(sources.map((source) => source.load()));
    expect(new Set(pairs.map((pair) => JSON.stringify(pair))).size).toBe(1);
    expect(pairs.every(isVapidKeyPair)).toBe(true);
    const { rows } = await database.pool.query('SELECT value::text FROM settings');
    expect(rows).toHaveLength(1);
    expect(rows[0].value).toContain(pairs[0]?.publicKey);
    expect(rows[0].value).not.toContain(pairs[0]?.privateKey);
  });

  it('WEB-1: survives a new primary key, as long as the old one is kept', async () => {
    await using database = await createTestDatabase();
    const settings = settingsOf(database);
    const keyRing = randomKeyRing('old');
    const made = await createVapidKeySource({ settings, keyRing, configured: null }).load();
    const reopened = { ...keyRing, decrypt: keyRing.decrypt.bind(keyRing), primaryKeyId: 'new' };
    const again = createVapidKeySource({ settings, keyRing: reopened, configured: null });
    expect(await again.load()).toEqual(made);
  });

  it.each([
    ['its encryption key is missing', (keys: string) => keys, 'another'],
    ['it is damaged', (value: string) => value.replace('gAAAA', 'gAAAB'), 'k1'],
    ['its halves do not belong together', swapPublicKey, 'k1'],
    ['something else stands in its place', () => '{"unexpected": true}', 'k1'],
  ] as const)(
    'WEB-1: when %s, that is an error that names the setting, and the pair is not replaced',
    async (_, change, keyId) => {
      await using database = await createTestDatabase();
      const settings = settingsOf(database);
      const keyRing = randomKeyRing('k1');
      await createVapidKeySource({ settings, keyRing, configured: null }).load();
      const read = async () => (await database.pool.query('SELECT value::text FROM settings')).rows[0].value;
      await database.pool.query('UPDATE settings SET value = $1', [change(await read())]);
      const before = await read();
      const source = createVapidKeySource({
        settings,
        keyRing: keyId === 'k1' ? keyRing : randomKeyRing(keyId),
        configured: null,
      });
      const failure = { code: 'unavailable', message: expect.stringContaining('TOKEN_ENCRYPTION_KEYS') };
      await expect(source.load()).rejects.toMatchObject(failure);
      await expect(source.load()).rejects.toMatchObject(failure);
      expect(await read()).toBe(before);
    },
  );

  it('WEB-1: a pair that is configured wins, and nothing is stored', async () => {
    await using database = await createTestDatabase();
    const settings = settingsOf(database);
    const configured = generateVapidKeys();
    const source = createVapidKeySource({ settings, keyRing: randomKeyRing('k1'), configured });
    expect(await source.load()).toEqual(configured);
    expect(await source.currentKeyId()).toBe(vapidKeyIdOf(configured.publicKey));
    expect((await database.pool.query('SELECT 1 FROM settings')).rows).toEqual([]);
    const mixed = { ...configured, publicKey: generateVapidKeys().publicKey };
    expect(() => createVapidKeySource({ settings, keyRing: randomKeyRing('k1'), configured: mixed })).toThrow(
      'VAPID',
    );
  });

  it('WEB-1: only the public half leaves the registry, and listing devices makes no pair', async () => {
    await using database = await createTestDatabase();
    const { registry, parts } = createTestRegistry(database, {});
    expect(await parts.vapid.currentKeyId()).toBeNull();
    const { publicKey } = await parts.vapid.load();
    expect(await registry.vapidPublicKey()).toBe(publicKey);
    expect(await parts.vapid.currentKeyId()).toBe(vapidKeyIdOf(publicKey));
  });
});

function swapPublicKey(value: string): string {
  return JSON.stringify({ ...JSON.parse(value), publicKey: generateVapidKeys().publicKey });
}
