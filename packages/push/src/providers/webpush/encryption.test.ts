import { createECDH } from 'node:crypto';
import { LIMITS } from '@carillon/contracts/limits';
import fc from 'fast-check';
import ece from 'http_ece';
import { describe, expect, it } from 'vitest';
import { createMessageEncrypter, type EncryptionInput } from './encryption.ts';
import { createSystemEntropy, type Entropy } from './entropy.ts';

/** RFC 8291 appendix A. */
const EXAMPLE = {
  plaintext: 'When I grow up, I want to be a watermelon',
  p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
};

function exampleEntropy(): Entropy {
  return {
    salt: () => Buffer.from(EXAMPLE.salt, 'base64url'),
    keyPair() {
      const keys = createECDH('prime256v1');
      keys.setPrivateKey(EXAMPLE.senderPrivate, 'base64url');
      return { point: keys.getPublicKey(), agree: (point) => keys.computeSecret(point) };
    },
  };
}

function makeReceiver() {
  const keys = createECDH('prime256v1');
  const point = keys.generateKeys();
  const auth = Buffer.from('0123456789abcdef', 'latin1');
  return {
    p256dh: point.toString('base64url'),
    auth: auth.toString('base64url'),
    /** By http_ece, an implementation that shares no code with ours. */
    decrypt: (body: Buffer) =>
      ece.decrypt(body, { version: 'aes128gcm', privateKey: keys, authSecret: auth }),
  };
}

/** One for all, as one provider has it: nothing of a message may stay for the next. */
const encrypter = createMessageEncrypter(createSystemEntropy());

function encryptOrFail(input: EncryptionInput, by = encrypter): Buffer {
  const result = by.encrypt(input);
  if (!result.ok) throw new Error(result.reason);
  return result.body;
}

describe('createMessageEncrypter', () => {
  it('WEB-9: gives the bytes of RFC 8291 appendix A for its keys and salt', () => {
    const { p256dh, auth } = EXAMPLE;
    const plaintext = Buffer.from(EXAMPLE.plaintext, 'utf8');
    const body = encryptOrFail({ plaintext, p256dh, auth }, createMessageEncrypter(exampleEntropy()));
    expect(body.toString('base64url')).toBe(EXAMPLE.body);
  });

  it('WEB-9: an independent implementation decrypts whatever is encrypted, at every length', () => {
    const receiver = makeReceiver();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: LIMITS.webPushPlaintextBytes, size: 'max' }), (bytes) => {
        const plaintext = Buffer.from(bytes);
        const body = encryptOrFail({ plaintext, ...receiver });
        expect(receiver.decrypt(body).equals(plaintext)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('WEB-9: each message has a salt and a key of its own', () => {
    const input = { plaintext: Buffer.from('again'), ...makeReceiver() };
    const bodies = Array.from({ length: 600 }, () => encryptOrFail(input));
    const salts = new Set(bodies.map((body) => body.toString('hex', 0, 16)));
    const keys = new Set(bodies.map((body) => body.toString('hex', 21, 86)));
    expect([salts.size, keys.size]).toEqual([600, 600]);
  });

  it('WEB-9: the largest message makes a body of exactly 4096 bytes, and one byte more is refused as too_large', () => {
    const receiver = makeReceiver();
    const largest = Buffer.alloc(LIMITS.webPushPlaintextBytes, 'a');
    const body = encryptOrFail({ plaintext: largest, ...receiver });
    expect(body.length).toBe(4096);
    expect(receiver.decrypt(body).equals(largest)).toBe(true);
    const oneMore = Buffer.alloc(LIMITS.webPushPlaintextBytes + 1, 'a');
    expect(encrypter.encrypt({ plaintext: oneMore, ...receiver })).toEqual({
      ok: false,
      reason: 'too_large',
    });
  });

  it.each([
    ['a point that is not on the curve', { p256dh: Buffer.alloc(65, 4).toString('base64url') }],
    ['a compressed point', { p256dh: Buffer.alloc(33, 2).toString('base64url') }],
    ['a point that is not base64url', { p256dh: 'not base64url!' }],
    ['an auth secret of 15 bytes', { auth: Buffer.alloc(15).toString('base64url') }],
  ])('WEB-9: %s is reported as invalid_keys, not thrown', (_name, wrong) => {
    const { p256dh, auth } = makeReceiver();
    const input = { plaintext: Buffer.from('x'), p256dh, auth, ...wrong };
    expect(encrypter.encrypt(input)).toEqual({ ok: false, reason: 'invalid_keys' });
  });

  it('WEB-9: a coordinate that begins with a zero byte keeps its length, among 2000 fresh keys', () => {
    const entropy = createSystemEntropy();
    // About one key in 128 has one; 2000 without any would be a chance of 10^-7.
    const points = Array.from({ length: 2000 }, () => entropy.keyPair().point);
    expect(new Set(points.map((point) => point.length))).toEqual(new Set([65]));
    expect(points.some((point) => point[1] === 0 || point[33] === 0)).toBe(true);
  });
});
