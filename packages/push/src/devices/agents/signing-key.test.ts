import { randomBytes } from 'node:crypto';
import { deviceIdSchema } from '@carillon/contracts/ids';
import { uuidv7 } from '@carillon/runtime/ids';
import { describe, expect, it } from 'vitest';
import { sealBound } from '../../vault/bound-value.ts';
import { parseKeyRing } from '../../vault/keyring.ts';
import { type CredentialRow, openSigningKey, sealSigningKey } from './signing-key.ts';

const entry = (id: string) => `${id}:${randomBytes(32).toString('base64url')}`;
const newRow = (): CredentialRow => ({
  credentialId: uuidv7(),
  deviceId: deviceIdSchema.parse(uuidv7()),
});

describe('sealed signing keys', () => {
  const keyRing = parseKeyRing(entry('a1'));
  const row = newRow();
  const key = randomBytes(32);
  const sealed = sealSigningKey(keyRing, row, key);

  it('SEC-2: opens in its own row, and what is stored shows nothing of it', () => {
    expect(openSigningKey(keyRing, row, sealed)).toEqual({ status: 'ok', value: key });
    const stored = Buffer.from(sealed.ciphertext, 'base64url');
    expect(stored.includes(key)).toBe(false);
    expect(stored.includes(key.toString('base64url'))).toBe(false);
  });

  it('SEC-2: in another row, or of another device, it does not open', () => {
    const wrong = { status: 'undecryptable', reason: 'wrong_place' };
    expect(openSigningKey(keyRing, { ...row, credentialId: uuidv7() }, sealed)).toEqual(wrong);
    expect(openSigningKey(keyRing, { ...row, deviceId: newRow().deviceId }, sealed)).toEqual(wrong);
  });

  it('SEC-2: a key of another length, or no key at all, does not pass for one', () => {
    const place = `agent-credential:${row.deviceId}:${row.credentialId}`;
    for (const value of [randomBytes(31).toString('base64url'), '', 'not base64url!', 7, null]) {
      expect(openSigningKey(keyRing, row, sealBound(keyRing, place, value))).toEqual({
        status: 'undecryptable',
        reason: 'unexpected_content',
      });
    }
  });

  it('TOK-3: a key that the ring lacks is told apart from a broken value', () => {
    const other = parseKeyRing(entry('a2'));
    expect(openSigningKey(other, row, sealed)).toEqual({ status: 'missing_key', keyId: 'a1' });
  });
});
