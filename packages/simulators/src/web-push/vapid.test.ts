import { createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import webPush from 'web-push';
import { VapidVerifier } from './vapid.ts';

const AUDIENCE = 'https://127.0.0.1:8443';
const NOW_MS = Date.UTC(2026, 0, 1);
const NOW_SECONDS = NOW_MS / 1000;

const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function point(pair: typeof keys): string {
  const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]).toString(
    'base64url',
  );
}

function encode(json: object): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url');
}

function authorization(changes: { header?: object; claims?: object; pair?: typeof keys }): string {
  const claims = {
    aud: AUDIENCE,
    exp: NOW_SECONDS + 3600,
    sub: 'mailto:operator@example.org',
    ...changes.claims,
  };
  const signed = `${encode(changes.header ?? { typ: 'JWT', alg: 'ES256' })}.${encode(claims)}`;
  const signature = createSign('sha256')
    .update(signed)
    .sign({ key: (changes.pair ?? keys).privateKey, dsaEncoding: 'ieee-p1363' });
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${point(keys)}`;
}

function check(header: string) {
  return new VapidVerifier(() => NOW_MS).check(header, AUDIENCE);
}

describe('VapidVerifier', () => {
  it('WEB-9: takes a good header and returns the key, also when it is the same again', () => {
    const verifier = new VapidVerifier(() => NOW_MS);
    const header = authorization({});
    const good = { ok: true, applicationServerKey: point(keys) };
    expect(verifier.check(header, AUDIENCE)).toEqual(good);
    expect(verifier.check(header, AUDIENCE)).toEqual(good);
  });

  it('WEB-9: takes the header that the web-push package makes', () => {
    const { publicKey, privateKey } = webPush.generateVAPIDKeys();
    const subject = 'https://example.org/contact';
    const headers = webPush.getVapidHeaders(AUDIENCE, subject, publicKey, privateKey, 'aes128gcm');
    const verifier = new VapidVerifier(Date.now);
    expect(verifier.check(headers.Authorization, AUDIENCE)).toEqual({
      ok: true,
      applicationServerKey: publicKey,
    });
  });

  it.each([
    ['another scheme', 'WebPush abc', 'Authorization must be'],
    ['no key', authorization({}).replace(/, k=.*/, ''), 'Authorization must be'],
    ['a key that is no point', authorization({}).replace(/k=.*/, 'k=AAAA'), 'uncompressed P-256 point'],
    [
      'a point off the curve',
      authorization({}).replace(/k=.*/, `k=${Buffer.alloc(65, 4).toString('base64url')}`),
      'uncompressed P-256 point',
    ],
    ["another key's signature", authorization({ pair: otherKeys }), 'not signed by k'],
    ['alg none', authorization({ header: { typ: 'JWT', alg: 'none' } }), 'ES256'],
    ['another audience', authorization({ claims: { aud: 'https://example.org' } }), 'aud must be'],
    ['an expiry that has passed', authorization({ claims: { exp: NOW_SECONDS } }), 'exp has passed'],
    ['an expiry over 24 hours ahead', authorization({ claims: { exp: NOW_SECONDS + 86_401 } }), '24 hours'],
    ['no contact', authorization({ claims: { sub: undefined } }), 'aud, exp and sub'],
    ['a contact that is no address', authorization({ claims: { sub: 'me' } }), 'sub must be'],
  ])('WEB-9: refuses %s', (_, header, reason) => {
    expect(check(header)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  it('WEB-9: an expiry exactly 24 hours ahead is taken', () => {
    expect(check(authorization({ claims: { exp: NOW_SECONDS + 86_400 } })).ok).toBe(true);
  });

  it('a remembered token is refused once it has expired, and for another audience', () => {
    let nowMs = NOW_MS;
    const verifier = new VapidVerifier(() => nowMs);
    const header = authorization({});
    expect(verifier.check(header, AUDIENCE).ok).toBe(true);
    expect(verifier.check(header, 'https://127.0.0.1:9443').ok).toBe(false);
    nowMs += 3600 * 1000;
    expect(verifier.check(header, AUDIENCE).ok).toBe(false);
  });
});
