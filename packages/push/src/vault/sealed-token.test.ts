import { randomBytes, randomUUID } from 'node:crypto';
import { deviceIdSchema, tokenIdSchema } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseKeyRing } from './keyring.ts';
import { sealSetting } from './sealed-setting.ts';
import { openToken, sealToken, type TokenMaterial, type TokenRow } from './sealed-token.ts';

const keyRing = parseKeyRing(`k1:${randomBytes(32).toString('base64url')}`);
const newRow = (): TokenRow => ({
  tokenId: tokenIdSchema.parse(randomUUID()),
  deviceId: deviceIdSchema.parse(randomUUID()),
});

const materials: fc.Arbitrary<TokenMaterial> = fc.oneof(
  fc.record({
    provider: fc.constant('webpush' as const),
    endpoint: fc.webUrl(),
    p256dh: fc.string(),
    auth: fc.string(),
  }),
  fc.record({
    provider: fc.constantFrom('apns' as const, 'fcm' as const, 'expo' as const),
    token: fc.string(),
  }),
);

describe('a token sealed for its row', () => {
  it('TOK-2: opens in its own row, for every provider', () => {
    fc.assert(
      fc.property(materials, (material) => {
        const row = newRow();
        expect(openToken(keyRing, row, sealToken(keyRing, row, material))).toEqual({
          status: 'ok',
          value: material,
        });
      }),
    );
  });

  it('TOK-2: swapping the ciphertext of two rows is detected for both', () => {
    fc.assert(
      fc.property(materials, materials, (first, second) => {
        const [rowA, rowB] = [newRow(), newRow()];
        const sealedA = sealToken(keyRing, rowA, first);
        const sealedB = sealToken(keyRing, rowB, second);
        expect(openToken(keyRing, rowA, sealedB)).toEqual({
          status: 'undecryptable',
          reason: 'wrong_place',
        });
        expect(openToken(keyRing, rowB, sealedA)).toEqual({
          status: 'undecryptable',
          reason: 'wrong_place',
        });
      }),
    );
  });

  it('TOK-2: a row that is given to another device no longer opens', () => {
    const row = newRow();
    const sealed = sealToken(keyRing, row, { provider: 'fcm', token: 'abc' });
    const moved = { ...row, deviceId: newRow().deviceId };
    expect(openToken(keyRing, moved, sealed)).toEqual({
      status: 'undecryptable',
      reason: 'wrong_place',
    });
  });

  it('TOK-2: a sealed setting does not open as a token, also when its name imitates a row', () => {
    const row = newRow();
    const sealed = sealSetting(keyRing, `push-token:${row.deviceId}:${row.tokenId}`, 'x');
    expect(openToken(keyRing, row, sealed)).toEqual({
      status: 'undecryptable',
      reason: 'wrong_place',
    });
  });

  it('TOK-2: ciphertext holds nothing of the token or of the endpoint', () => {
    const endpoint = 'https://updates.push.services.mozilla.com/wpush/v2/canary';
    const { ciphertext } = sealToken(keyRing, newRow(), {
      provider: 'webpush',
      endpoint,
      p256dh: 'canary',
      auth: 'canary',
    });
    expect(Buffer.from(ciphertext, 'base64url').includes('canary')).toBe(false);
  });
});

describe('what cannot be opened', () => {
  it('TOK-3: a missing key is told apart, so that sending pauses and nothing is invalidated', () => {
    const row = newRow();
    const sealed = sealToken(keyRing, row, { provider: 'apns', token: 'ab' });
    const without = parseKeyRing(`k2:${randomBytes(32).toString('base64url')}`);
    expect(openToken(without, row, sealed)).toEqual({
      status: 'missing_key',
      keyId: 'k1',
    });
  });

  it('TOK-4: one undecryptable token is a result and leaves the others readable', () => {
    const rows = Array.from({ length: 20 }, newRow);
    const sealed = rows.map((row, index) => ({
      row,
      ...sealToken(keyRing, row, { provider: 'fcm', token: `t${index}` }),
    }));
    const damaged = sealed.map((entry, index) =>
      index === 7 ? { ...entry, ciphertext: 'damaged!' } : entry,
    );
    const statuses = damaged.map((entry) => openToken(keyRing, entry.row, entry).status);
    expect(statuses.filter((status) => status === 'ok')).toHaveLength(19);
    expect(statuses[7]).toBe('undecryptable');
  });

  it.each([
    ['is not JSON', 'https://push.example/token-written-by-something-else'],
    ['has no place', '{"value":{"provider":"fcm","token":"abc"}}'],
    ['is a bare text', '"abc"'],
    ['has more than it should', '{"place":"x","value":{},"other":1}'],
  ])('TOK-4: genuine ciphertext whose content %s is undecryptable', (_, plaintext) => {
    const sealed = keyRing.encryptWithPrimary(Buffer.from(plaintext));
    expect(openToken(keyRing, newRow(), sealed)).toEqual({
      status: 'undecryptable',
      reason: 'unexpected_content',
    });
  });

  it('TOK-4: the right place with content of an unknown provider is undecryptable', () => {
    const row = newRow();
    const content = {
      place: `push-token:${row.deviceId}:${row.tokenId}`,
      value: { provider: 'pager', token: '1' },
    };
    const sealed = keyRing.encryptWithPrimary(Buffer.from(JSON.stringify(content)));
    expect(openToken(keyRing, row, sealed)).toEqual({
      status: 'undecryptable',
      reason: 'unexpected_content',
    });
  });
});
