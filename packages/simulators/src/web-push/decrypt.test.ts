import { createECDH, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import ece from 'http_ece';
import { describe, expect, it } from 'vitest';
import { decryptMessage, type ReceiverKeys, UndecryptableError } from './decrypt.ts';

/** RFC 8291 appendix A. */
const RFC_8291 = {
  keys: {
    privateKey: Buffer.from('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94', 'base64url'),
    publicKey: Buffer.from(
      'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      'base64url',
    ),
    auth: Buffer.from('BTBZMqHH6r4Tts7J_aSIgg', 'base64url'),
  },
  body: Buffer.from(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
    'base64url',
  ),
  text: 'When I grow up, I want to be a watermelon',
};

function makeKeys(): ReceiverKeys {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  return { privateKey: ecdh.getPrivateKey(), publicKey, auth: randomBytes(16) };
}

function encrypt(plaintext: Buffer, keys: ReceiverKeys, sizes: { rs?: number; pad?: number }): Buffer {
  const privateKey = createECDH('prime256v1');
  privateKey.generateKeys();
  const dh = keys.publicKey.toString('base64url');
  const authSecret = keys.auth.toString('base64url');
  return ece.encrypt(plaintext, { version: 'aes128gcm', privateKey, dh, authSecret, ...sizes });
}

describe('decryptMessage', () => {
  it("WEB-9: decrypts RFC 8291's own example", () => {
    expect(decryptMessage(RFC_8291.body, RFC_8291.keys).toString()).toBe(RFC_8291.text);
  });

  it.each([
    ['in any number of records', fc.record({ rs: fc.integer({ min: 18, max: 4096 }) })],
    ['with any padding', fc.record({ pad: fc.nat(2000) })],
  ])('WEB-9: gives back whatever http_ece encrypted %s', (_, sizes) => {
    const keys = makeKeys();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), sizes, (plaintext, size) => {
        const body = encrypt(Buffer.from(plaintext), keys, size);
        expect(decryptMessage(body, keys)).toEqual(Buffer.from(plaintext));
      }),
    );
  });

  it('refuses a message of which one bit was changed anywhere', () => {
    fc.assert(
      fc.property(fc.nat(RFC_8291.body.length - 1), fc.nat(7), (at, bit) => {
        const changed = Buffer.from(RFC_8291.body);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        // A larger record size still means one record, and RFC 8188 does not authenticate it otherwise.
        fc.pre(at < 16 || at >= 20 || changed.readUInt32BE(16) < RFC_8291.body.length - 86);
        expect(() => decryptMessage(changed, RFC_8291.keys)).toThrow(UndecryptableError);
      }),
    );
  });

  it('refuses any other bytes, and a message cut off anywhere, with a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(() => decryptMessage(Buffer.from(bytes), RFC_8291.keys)).toThrow(UndecryptableError);
      }),
    );
    for (let length = 0; length < RFC_8291.body.length; length += 1) {
      expect(() => decryptMessage(RFC_8291.body.subarray(0, length), RFC_8291.keys)).toThrow(
        UndecryptableError,
      );
    }
  });

  it("refuses a message made for another receiver's key or secret", () => {
    const keys = makeKeys();
    const body = encrypt(Buffer.from('secret'), keys, {});
    expect(() => decryptMessage(body, makeKeys())).toThrow(UndecryptableError);
    expect(() => decryptMessage(body, { ...keys, auth: randomBytes(16) })).toThrow('does not authenticate');
  });
});
