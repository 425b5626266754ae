import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidKeyRingError, parseKeyRing } from './keyring.ts';

const keyText = () => randomBytes(32).toString('base64url');
const secret = Buffer.from('a push token');

describe('reading and writing', () => {
  it('TOK-3: the first key writes, and every key of the ring reads what it wrote', () => {
    const [older, newer] = [keyText(), keyText()];
    const before = parseKeyRing(`2025:${older}`);
    const after = parseKeyRing(`2026:${newer},2025:${older}`);
    const sealedBefore = before.encryptWithPrimary(secret);
    const sealedAfter = after.encryptWithPrimary(secret);
    expect([sealedBefore.keyId, sealedAfter.keyId]).toEqual(['2025', '2026']);
    expect(after.decrypt(sealedBefore)).toEqual({
      status: 'ok',
      plaintext: secret,
    });
    expect(after.decrypt(sealedAfter)).toEqual({
      status: 'ok',
      plaintext: secret,
    });
  });

  it('TOK-3: a key that the ring lacks is missing_key, not undecryptable', () => {
    const sealed = parseKeyRing(`old:${keyText()}`).encryptWithPrimary(secret);
    expect(parseKeyRing(`new:${keyText()}`).decrypt(sealed)).toEqual({
      status: 'missing_key',
      keyId: 'old',
    });
  });

  it('TOK-4: damaged content under a key that is there is undecryptable, with its reason', () => {
    const ring = parseKeyRing(`a:${keyText()}`);
    const sealed = ring.encryptWithPrimary(secret);
    expect(ring.decrypt({ ...sealed, ciphertext: 'gAAAA' })).toEqual({
      status: 'undecryptable',
      reason: 'malformed',
    });
  });

  it('TOK-4: another key under the same id is undecryptable', () => {
    const sealed = parseKeyRing(`a:${keyText()}`).encryptWithPrimary(secret);
    expect(parseKeyRing(`a:${keyText()}`).decrypt(sealed)).toEqual({
      status: 'undecryptable',
      reason: 'bad_signature',
    });
  });

  it('TOK-3: property: with any number of keys, whichever is primary, the others still read', () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9._-]{1,32}$/), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(ids, fc.nat(), fc.uint8Array({ maxLength: 200 }), (keyIds, choice, plaintext) => {
        const entries = keyIds.map((id) => `${id}:${keyText()}`);
        const shift = choice % entries.length;
        const rotated = [...entries.slice(shift), ...entries.slice(0, shift)];
        const sealed = parseKeyRing(entries.join(',')).encryptWithPrimary(plaintext);
        const result = parseKeyRing(rotated.join(', ')).decrypt(sealed);
        expect(result).toEqual({
          status: 'ok',
          plaintext: Buffer.from(plaintext),
        });
      }),
    );
  });
});

describe('parsing', () => {
  it('TOK-3: the ids keep their order and the first is primary', () => {
    const ring = parseKeyRing(` b:${keyText()} , a:${keyText()}`);
    expect([ring.primaryKeyId, ring.keyIds]).toEqual(['b', ['b', 'a']]);
  });

  it.each([
    ['nothing', '', /^Entry 1: expected id:key/],
    ['no id', keyText(), /^Entry 1: expected id:key/],
    ['an empty id', `:${keyText()}`, /^Entry 1: expected id:key/],
    ['an id of 33 characters', `${'a'.repeat(33)}:${keyText()}`, /^Entry 1: expected id:key/],
    ['an id with a space', `a b:${keyText()}`, /^Entry 1: expected id:key/],
    ['a trailing comma', `a:${keyText()},`, /^Entry 2: expected id:key/],
    ['a short second key', `a:${keyText()},b:AAAA`, /^Entry 2: Expected 32 bytes in base64url/],
    ['one id twice', `a:${keyText()},a:${keyText()}`, /^Entry 2 repeats the id/],
  ])('TOK-3: a ring with %s is refused, and the message says which entry', (_, text, message) => {
    expect(() => parseKeyRing(text)).toThrow(InvalidKeyRingError);
    expect(() => parseKeyRing(text)).toThrow(message);
  });

  it('TOK-3: the message of a refused ring never holds a part of it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_:,-]{8,90}$/), (text) => {
        try {
          parseKeyRing(text);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidKeyRingError);
          for (const part of text.split(/[,:]/).filter((piece) => piece.length >= 8)) {
            expect(String(error)).not.toContain(part);
          }
        }
      }),
    );
  });
});
