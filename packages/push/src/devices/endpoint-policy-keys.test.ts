import { createECDH } from 'node:crypto';
import { AppError } from '@carillon/contracts/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEndpointPolicy } from './endpoint-policy.ts';
import { isP256PublicKey, requireSubscription } from './endpoint-policy-keys.ts';

const policy = createEndpointPolicy({ allowedHosts: ['push.example.com'], testOrigins: [] });
const ENDPOINT = 'https://push.example.com/capability-1234567890';
const point = createECDH('prime256v1').generateKeys();
const KEYS = { p256dh: point.toString('base64url'), auth: Buffer.alloc(16, 7).toString('base64url') };

function refusalOf(changes: { endpoint?: string; p256dh?: string; auth?: string }): AppError {
  const { endpoint = ENDPOINT, ...keys } = changes;
  try {
    requireSubscription(policy, { endpoint, keys: { ...KEYS, ...keys } });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('The subscription was accepted');
}

const compressed = createECDH('prime256v1').generateKeys('base64url', 'compressed');
const offCurve = Buffer.from(point);
offCurve[64] = (offCurve[64] ?? 0) ^ 1;
const otherForm = Buffer.from(point);
otherForm[0] = 0x06;

describe('requireSubscription', () => {
  it('TOK-11: a subscription as a browser gives it passes, padded keys are stored unpadded', () => {
    const padded = { p256dh: `${KEYS.p256dh}=`, auth: `${KEYS.auth}==` };
    expect(requireSubscription(policy, { endpoint: ENDPOINT, keys: padded })).toEqual({
      endpoint: ENDPOINT,
      keys: KEYS,
    });
  });

  it.each([
    ['the endpoint', 'endpoint', { endpoint: 'https://127.0.0.1/x' }],
    ['a public key of 64 bytes', 'keys.p256dh', { p256dh: point.subarray(0, 64).toString('base64url') }],
    [
      'a public key of 66 bytes',
      'keys.p256dh',
      { p256dh: Buffer.concat([point, Buffer.of(0)]).toString('base64url') },
    ],
    ['a compressed public key', 'keys.p256dh', { p256dh: compressed }],
    ['a public key in hybrid form', 'keys.p256dh', { p256dh: otherForm.toString('base64url') }],
    ['a public key that is not on the curve', 'keys.p256dh', { p256dh: offCurve.toString('base64url') }],
    ['the point at infinity', 'keys.p256dh', { p256dh: Buffer.alloc(65).toString('base64url') }],
    ['a public key in plain base64', 'keys.p256dh', { p256dh: `${KEYS.p256dh.slice(0, -1)}+` }],
    ['an auth secret of 15 bytes', 'keys.auth', { auth: Buffer.alloc(15).toString('base64url') }],
    ['an auth secret of 17 bytes', 'keys.auth', { auth: Buffer.alloc(17).toString('base64url') }],
    ['an auth secret with foreign characters', 'keys.auth', { auth: `${KEYS.auth.slice(0, -1)}*` }],
  ])('TOK-11: %s is refused with 400 that names %s', (_name, path, changes) => {
    const error = refusalOf(changes);
    expect([error.status, error.errors.map((field) => field.path)]).toEqual([400, [path]]);
    const shown = JSON.stringify({ message: error.message, errors: error.errors });
    for (const value of Object.values(changes)) expect(shown).not.toContain(value);
  });

  it('TOK-11: of 65 random bytes none is taken for a key unless OpenSSL finds it on the curve', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (coordinates) => {
        // A random point lies on the curve with a chance of 2^-256.
        expect(isP256PublicKey(Buffer.concat([Buffer.of(4), coordinates]))).toBe(false);
      }),
    );
  });
});
