import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFingerprinter } from './fingerprint.ts';

const fingerprint = createFingerprinter(randomBytes(32));
const webPush = (endpoint: string, keys = 'k') =>
  fingerprint({ provider: 'webpush', endpoint, p256dh: keys, auth: keys });

describe('equal tokens', () => {
  it('TOK-6: the same token always has the same fingerprint, of 32 bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('apns' as const, 'fcm' as const, 'expo' as const),
        fc.string(),
        (provider, token) => {
          const first = fingerprint({ provider, token });
          expect(first).toEqual(fingerprint({ provider, token }));
          expect(first).toHaveLength(32);
        },
      ),
    );
  });

  it('TOK-6: for web push the endpoint alone counts', () => {
    expect(webPush('https://push.example/a', 'one')).toEqual(webPush('https://push.example/a', 'two'));
  });

  it('TOK-6: an endpoint spelled with capitals, default port or fragment is the same endpoint', () => {
    expect(webPush('HTTPS://Push.Example:443/a/%7Eb#x')).toEqual(webPush('https://push.example/a/%7Eb'));
  });

  it('TOK-6: the path of an endpoint keeps its case', () => {
    expect(webPush('https://push.example/A')).not.toEqual(webPush('https://push.example/a'));
  });

  it('TOK-6: the case of an APNs token does not matter', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const hex = Buffer.from(bytes).toString('hex');
        const upper = fingerprint({
          provider: 'apns',
          token: hex.toUpperCase(),
        });
        expect(upper).toEqual(fingerprint({ provider: 'apns', token: hex }));
      }),
    );
  });

  it('TOK-6: both prefixes of an Expo token name the same installation', () => {
    const older = fingerprint({
      provider: 'expo',
      token: 'ExponentPushToken[abc]',
    });
    expect(older).toEqual(fingerprint({ provider: 'expo', token: 'ExpoPushToken[abc]' }));
  });
});

describe('different tokens', () => {
  it('TOK-6: different tokens and different providers have different fingerprints', () => {
    const seen = ['apns', 'fcm', 'expo'].flatMap((provider) =>
      ['a1', 'a2', ''].map((token) => fingerprint({ provider: provider as 'apns' | 'fcm' | 'expo', token })),
    );
    expect(new Set([...seen, webPush('a1')].map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(
      10,
    );
  });

  it('TOK-6: FCM tokens that differ in case are different tokens', () => {
    expect(fingerprint({ provider: 'fcm', token: 'a' })).not.toEqual(
      fingerprint({ provider: 'fcm', token: 'A' }),
    );
  });
});

describe('the key', () => {
  it('T-15: without the key a fingerprint cannot be recomputed: another key gives another one', () => {
    const material = { provider: 'fcm', token: 'abc' } as const;
    expect(createFingerprinter(randomBytes(32))(material)).not.toEqual(fingerprint(material));
  });

  it('TOK-6: a key under 32 bytes is refused', () => {
    expect(() => createFingerprinter(randomBytes(31))).toThrow(RangeError);
  });
});
