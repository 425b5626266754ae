import { randomBytes } from 'node:crypto';
import type { DeviceId, TokenId, UserId } from '@carillon/contracts/ids';
import { createLogger } from '@carillon/runtime/logger';
import { createUser } from '@carillon/testing/factories';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createActor, createTestRegistry, sealedTokensOf, settingsOf } from '@carillon/testing/registry';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createVapidKeySource } from '../src/devices/vapid.ts';
import { type KeyRing, parseKeyRing } from '../src/vault/keyring.ts';
import { encryptionStatus, reencrypt, requestReencryption } from '../src/vault/reencryption.ts';
import { openToken } from '../src/vault/sealed-token.ts';

const OLD = `old:${randomBytes(32).toString('base64url')}`;
const NEW = `new:${randomBytes(32).toString('base64url')}`;
const before = parseKeyRing(OLD);
const both = parseKeyRing(`${NEW},${OLD}`);
const after = parseKeyRing(NEW);
const log = createLogger({ name: 'test', level: 'silent', destination: { write: () => undefined } });
const never = new AbortController().signal;

interface StoredToken {
  readonly tokenId: TokenId;
  readonly deviceId: DeviceId;
  readonly keyId: string;
  readonly ciphertext: string;
}

describe('re-encryption', () => {
  let database: TestDatabase;
  let userId: UserId;

  beforeAll(async () => {
    database = await createTestDatabase();
    userId = (await createUser(database, { role: 'member' })).id;
  });
  afterAll(() => database.close());
  beforeEach(() => database.pool.query('TRUNCATE devices, settings CASCADE'));

  const partsOf = (keyRing: KeyRing) => ({
    tokens: sealedTokensOf(database),
    settings: settingsOf(database),
    keyRing,
    log,
  });
  const seed = (count: number, keyRing: KeyRing) =>
    createPushDevices(database, { userId, provider: 'apns', keyRing, count });

  async function stored(): Promise<StoredToken[]> {
    const { rows } = await database.pool.query<StoredToken>(
      `SELECT id AS "tokenId", device_id AS "deviceId", key_id AS "keyId", ciphertext FROM push_tokens
       WHERE active ORDER BY id`,
    );
    return rows;
  }
  const open = (keyRing: KeyRing) => async () =>
    (await stored()).map((row) => {
      const opened = openToken(keyRing, row, row);
      return opened.status === 'ok' ? opened.value : opened.status;
    });

  it('TOK-3: every token and the VAPID key move to the first key of the ring, and the old key is needed no more', async () => {
    await seed(1_200, before);
    const vapid = await createVapidKeySource({
      settings: settingsOf(database),
      keyRing: before,
      configured: null,
    }).load();
    const contents = await open(before)();
    await requestReencryption(partsOf(both));
    expect(await encryptionStatus(partsOf(both))).toMatchObject({ remaining: 1_200, running: true });
    await reencrypt(partsOf(both), never);
    expect(await encryptionStatus(partsOf(both))).toEqual({
      primaryKeyId: 'new',
      keys: [
        { keyId: 'new', available: true, tokens: 1_200 },
        { keyId: 'old', available: true, tokens: 0 },
      ],
      remaining: 0,
      running: false,
    });
    expect(await open(after)()).toEqual(contents);
    const reopened = createVapidKeySource({
      settings: settingsOf(database),
      keyRing: after,
      configured: null,
    });
    expect(await reopened.load()).toEqual(vapid);
  });

  it('TOK-3: it can be interrupted at any batch and taken up by another process, and nothing is encrypted twice', async () => {
    await seed(2_000, before);
    await requestReencryption(partsOf(both));
    const interrupted = new AbortController();
    const parts = partsOf(both);
    const stopsAfterOne = {
      ...parts.tokens,
      resealBatch: async (...args: Parameters<typeof parts.tokens.resealBatch>) => {
        interrupted.abort();
        return parts.tokens.resealBatch(...args);
      },
    };
    await reencrypt({ ...parts, tokens: stopsAfterOne }, interrupted.signal);
    expect(await encryptionStatus(parts)).toMatchObject({ remaining: 1_500, running: true });
    const done = new Map(
      (await stored()).filter(({ keyId }) => keyId === 'new').map((row) => [row.tokenId, row]),
    );
    await Promise.all([reencrypt(partsOf(both), never), reencrypt(partsOf(both), never)]);
    await reencrypt(partsOf(both), never);
    expect(await encryptionStatus(parts)).toMatchObject({ remaining: 0, running: false });
    for (const row of await stored()) if (done.has(row.tokenId)) expect(row).toEqual(done.get(row.tokenId));
  });

  it('TOK-3: registrations and rotations go on meanwhile, and none of them is lost or undone', async () => {
    const { registry } = createTestRegistry(database, { keyRing: both });
    const actor = await createActor(database, 'member');
    const phone = {
      deviceId: 'phone' as never,
      platform: 'ios' as const,
      environment: 'production' as const,
      userAgent: null,
    };
    await createTestRegistry(database, { keyRing: before }).registry.register(actor, {
      ...phone,
      pushToken: 'a'.repeat(64),
    });
    await seed(1_500, before);
    await requestReencryption(partsOf(both));
    const rotations = async () => {
      for (const letter of 'bcdef') {
        await registry.register(actor, { ...phone, pushToken: letter.repeat(64) });
      }
    };
    await Promise.all([reencrypt(partsOf(both), never), rotations()]);
    await reencrypt(partsOf(both), never);
    const opened = await open(after)();
    expect(opened).toHaveLength(1_501);
    expect(opened).toContainEqual({ provider: 'apns', token: 'f'.repeat(64) });
    expect(opened.every((content) => typeof content === 'object')).toBe(true);
  });

  it('TOK-3, TOK-4: tokens of a missing key, damaged and swapped ones stay as they are and hold up nobody', async () => {
    await seed(10, parseKeyRing(`lost:${randomBytes(32).toString('base64url')}`));
    await seed(10, before);
    const [first, second] = (await stored()).filter(({ keyId }) => keyId === 'old');
    await database.pool.query('UPDATE push_tokens SET ciphertext = $2 WHERE id = $1', [
      first?.tokenId,
      'damaged',
    ]);
    await requestReencryption(partsOf(both));
    await reencrypt(partsOf(both), never);
    const status = await encryptionStatus(partsOf(both));
    expect(status.keys).toContainEqual({ keyId: 'lost', available: false, tokens: 10 });
    expect(status).toMatchObject({ remaining: 1, running: false });
    expect(await stored()).toContainEqual({ ...first, ciphertext: 'damaged' });
    // Bound to its row as before: the new ciphertext opens nowhere else.
    const moved = (await stored()).find(({ tokenId }) => tokenId === second?.tokenId) as StoredToken;
    const elsewhere = { ...moved, tokenId: first?.tokenId as TokenId };
    expect(openToken(after, elsewhere, moved).status).toBe('undecryptable');
  });

  it('TOK-3: a process whose key ring is older than the request does not work against it', async () => {
    await seed(5, before);
    await requestReencryption(partsOf(both));
    await reencrypt(partsOf(parseKeyRing(`${OLD},${NEW}`)), never);
    expect((await stored()).map(({ keyId }) => keyId)).toEqual(Array(5).fill('old'));
    expect(await encryptionStatus(partsOf(both))).toMatchObject({ running: true });
  });

  it('TOK-3: nothing is encrypted anew before somebody asks for it', async () => {
    await seed(5, before);
    await reencrypt(partsOf(both), never);
    expect(await encryptionStatus(partsOf(both))).toMatchObject({ remaining: 5, running: false });
  });
});
