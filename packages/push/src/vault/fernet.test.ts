import fc from 'fast-check';
import fernetJs from 'fernet';
import { describe, expect, it } from 'vitest';
import {
  PYTHON_KEY,
  PYTHON_TOKENS,
  SPEC_GENERATE,
  SPEC_INVALID,
  SPEC_KEY,
  SPEC_VERIFY,
} from '../../test/vault/fernet-vectors.ts';
import {
  decrypt,
  decryptFresh,
  encrypt,
  encryptWith,
  InvalidFernetKeyError,
  parseFernetKey,
} from './fernet.ts';

const keyTexts = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));
const plaintexts = fc.uint8Array({ maxLength: 500 });

describe("the specification's vectors", () => {
  const key = parseFernetKey(SPEC_KEY);

  it.each(SPEC_GENERATE)('TOK-2: writes the token that the specification gives for $src', (vector) => {
    const parameters = {
      issuedAt: new Date(vector.now),
      iv: Buffer.from(vector.iv),
    };
    expect(encryptWith(key, Buffer.from(vector.src), parameters)).toBe(vector.token);
  });

  it.each(SPEC_VERIFY)('TOK-2: reads the token that the specification gives for $src', (vector) => {
    const result = decryptFresh(key, vector.token, {
      ttlSeconds: vector.ttl_sec,
      now: new Date(vector.now),
    });
    expect(result).toMatchObject({
      ok: true,
      plaintext: Buffer.from(vector.src),
    });
  });

  it.each(SPEC_INVALID)("TOK-2: refuses the specification's invalid token: $desc", (vector) => {
    const result = decryptFresh(key, vector.token, {
      ttlSeconds: vector.ttl_sec,
      now: new Date(vector.now),
    });
    expect(result).toEqual({ ok: false, reason: vector.reason });
  });
});

describe('other implementations', () => {
  it.each(PYTHON_TOKENS)(
    'TOK-2: equals the Python implementation byte for byte, both ways ($token)',
    (vector) => {
      const key = parseFernetKey(PYTHON_KEY);
      const parameters = {
        issuedAt: new Date(vector.issuedAtSeconds * 1000),
        iv: Buffer.from(vector.ivHex, 'hex'),
      };
      expect(encryptWith(key, Buffer.from(vector.plaintext), parameters)).toBe(vector.token);
      expect(decrypt(key, vector.token)).toEqual({
        ok: true,
        plaintext: Buffer.from(vector.plaintext),
        issuedAt: parameters.issuedAt,
      });
    },
  );

  it('TOK-2: a JavaScript implementation on crypto-js reads every token that we write', () => {
    fc.assert(
      fc.property(keyTexts, fc.string({ unit: 'grapheme', minLength: 1 }), (keyText, text) => {
        const token = encrypt(parseFernetKey(keyText), Buffer.from(text));
        const reader = new fernetJs.Token({
          secret: new fernetJs.Secret(keyText),
          token,
          ttl: 0,
        });
        expect(reader.decode()).toBe(text);
      }),
    );
  });

  it('TOK-2: every token that a JavaScript implementation on crypto-js writes is read', () => {
    fc.assert(
      fc.property(keyTexts, fc.string({ unit: 'grapheme', minLength: 1 }), (keyText, text) => {
        const token = new fernetJs.Token({
          secret: new fernetJs.Secret(keyText),
        }).encode(text);
        expect(decrypt(parseFernetKey(keyText), token)).toMatchObject({
          ok: true,
          plaintext: Buffer.from(text),
        });
      }),
    );
  });
});

describe('properties', () => {
  it('TOK-2: whatever is encrypted decrypts to the same bytes', () => {
    fc.assert(
      fc.property(keyTexts, plaintexts, (keyText, plaintext) => {
        const key = parseFernetKey(keyText);
        expect(decrypt(key, encrypt(key, plaintext))).toMatchObject({
          ok: true,
          plaintext: Buffer.from(plaintext),
        });
      }),
    );
  });

  it('TOK-2: equal plaintexts give different tokens', () => {
    const key = parseFernetKey(SPEC_KEY);
    const tokens = Array.from({ length: 200 }, () => encrypt(key, Buffer.from('same')));
    expect(new Set(tokens).size).toBe(200);
  });

  it('TOK-2: a token with any one bit changed is refused', () => {
    const key = parseFernetKey(SPEC_KEY);
    const bytes = Buffer.from(encrypt(key, Buffer.from('https://push.example/abc')), 'base64url');
    fc.assert(
      fc.property(fc.nat({ max: bytes.length * 8 - 1 }), (bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(decrypt(key, changed.toString('base64url')).ok).toBe(false);
      }),
    );
  });

  it('TOK-2: a cut-off token is refused at every length', () => {
    const key = parseFernetKey(SPEC_KEY);
    const token = encrypt(key, Buffer.from('https://push.example/abc'));
    for (let length = 0; length < token.length - 2; length += 1) {
      expect(decrypt(key, token.slice(0, length)).ok).toBe(false);
    }
  });

  it('TOK-2: another key never opens a token', () => {
    fc.assert(
      fc.property(fc.uniqueArray(keyTexts, { minLength: 2, maxLength: 2 }), plaintexts, (pair, plaintext) => {
        const [ours, theirs] = pair.map(parseFernetKey);
        if (ours === undefined || theirs === undefined) throw new Error('two keys were asked for');
        // Keys with one signing half differ in what they decrypt to, not in what they accept.
        fc.pre(!ours.signingKey.equals(theirs.signingKey));
        expect(decrypt(theirs, encrypt(ours, plaintext)).ok).toBe(false);
      }),
    );
  });

  it('TOK-2: any text at all gives a result and never an exception', () => {
    const key = parseFernetKey(SPEC_KEY);
    const texts = fc.oneof(
      fc.string(),
      fc.uint8Array({ maxLength: 200 }).map((b) => Buffer.from(b).toString('base64url')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(decrypt(key, text).ok).toBe(false);
      }),
    );
  });
});

describe('strictness', () => {
  const key = parseFernetKey(SPEC_KEY);
  const [vector] = SPEC_GENERATE;

  it.each([
    ['white space', ` ${vector.token}`],
    ['a line break inside', `${vector.token.slice(0, 40)}\n${vector.token.slice(40)}`],
    ['the other base64 alphabet', vector.token.replaceAll('-', '+').replaceAll('_', '/')],
    ['too little padding', vector.token.slice(0, -1)],
    ['too much padding', `${vector.token}=`],
    ['trailing bits that are not zero', vector.token.replace('DA==', 'DB==')],
  ])('TOK-2: base64url is strict: %s is malformed', (_, token) => {
    expect(decrypt(key, token)).toEqual({ ok: false, reason: 'malformed' });
  });

  it('TOK-2: a token without its padding is read, because some implementations leave it out', () => {
    expect(decrypt(key, vector.token.replaceAll('=', ''))).toMatchObject({
      ok: true,
    });
  });

  it('TOK-2: another version than 0x80 is refused as such', () => {
    const bytes = Buffer.from(vector.token, 'base64url');
    bytes.writeUInt8(0x81, 0);
    expect(decrypt(key, bytes.toString('base64url'))).toEqual({
      ok: false,
      reason: 'unsupported_version',
    });
  });

  it('TOK-2: a signed token with a time that no calendar holds is read, and refused where age matters', () => {
    const far = { issuedAt: new Date(8.64e15), iv: Buffer.alloc(16) };
    const token = encryptWith(key, Buffer.from('x'), far);
    expect(decrypt(key, token).ok).toBe(true);
    expect(decryptFresh(key, token, { ttlSeconds: 60, now: new Date() })).toEqual({
      ok: false,
      reason: 'from_the_future',
    });
  });

  it.each([
    ['empty', ''],
    ['31 bytes', Buffer.alloc(31).toString('base64url')],
    ['33 bytes', Buffer.alloc(33).toString('base64url')],
    ['hex', '00'.repeat(32)],
    ['foreign characters', `${'A'.repeat(42)}!`],
  ])('TOK-2: a key that is %s is refused without being repeated', (_, text) => {
    expect(() => parseFernetKey(text)).toThrow(InvalidFernetKeyError);
    expect(() => parseFernetKey(text)).toThrow(
      'Expected 32 bytes in base64url (43 characters, or 44 with padding)',
    );
  });
});
