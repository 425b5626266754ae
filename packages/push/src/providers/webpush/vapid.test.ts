import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { createVapidSigner, generateVapidKeys, isVapidKeyPair } from './vapid.ts';

const ORIGIN = 'https://push.example.net';
const HOUR_MS = 3_600_000;

function makeSigner(maxOrigins = 10) {
  const keys = generateVapidKeys();
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  const now = () => new Date(clock.nowMs);
  const signer = createVapidSigner({ keys, subject: 'mailto:ops@example.com', now, maxOrigins });
  return { keys, clock, signer };
}

function parse(header: string) {
  const match = /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=(.+)$/.exec(header);
  if (match === null) throw new Error('Not a VAPID header');
  const [, head = '', claims = '', signature = '', key = ''] = match;
  const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { head: json(head), claims: json(claims), signed: `${head}.${claims}`, signature, key };
}

describe('VAPID', () => {
  it('WEB-9: the header carries an ES256 token for the origin that the public key verifies (RFC 8292)', () => {
    const { keys, clock, signer } = makeSigner();
    const { head, claims, signed, signature, key } = parse(signer.authorizationFor(ORIGIN));
    expect(head).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(claims).toEqual({
      aud: ORIGIN,
      sub: 'mailto:ops@example.com',
      exp: clock.nowMs / 1000 + 12 * 3600,
    });
    expect(key).toBe(keys.publicKey);
    const point = Buffer.from(keys.publicKey, 'base64url');
    const publicKey = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: point.toString('base64url', 1, 33),
        y: point.toString('base64url', 33),
      },
    });
    const bytes = Buffer.from(signature, 'base64url');
    expect(bytes.length).toBe(64);
    expect(verify('sha256', Buffer.from(signed), { key: publicKey, dsaEncoding: 'ieee-p1363' }, bytes)).toBe(
      true,
    );
  });

  it('WEB-9: one token is reused per origin until an hour before it expires', () => {
    const { clock, signer } = makeSigner();
    const first = signer.authorizationFor(ORIGIN);
    clock.nowMs += 11 * HOUR_MS - 1000;
    expect(signer.authorizationFor(ORIGIN)).toBe(first);
    clock.nowMs += 1000;
    expect(signer.authorizationFor(ORIGIN)).not.toBe(first);
    expect(signer.authorizationFor('https://other.example')).not.toContain(first);
  });

  it('WEB-9: a clock that was set back, or a refusal, makes a new token', () => {
    const { clock, signer } = makeSigner();
    const first = signer.authorizationFor(ORIGIN);
    clock.nowMs -= HOUR_MS;
    const second = signer.authorizationFor(ORIGIN);
    expect(second).not.toBe(first);
    signer.forget(ORIGIN);
    expect(signer.authorizationFor(ORIGIN)).not.toBe(second);
  });

  it('WEB-9: tokens are kept for a bounded number of origins', () => {
    const { signer } = makeSigner(2);
    const first = signer.authorizationFor('https://a.example');
    signer.authorizationFor('https://b.example');
    const last = signer.authorizationFor('https://c.example');
    expect(signer.authorizationFor('https://c.example')).toBe(last);
    expect(signer.authorizationFor('https://a.example')).not.toBe(first);
  });

  it('WEB-9: web-push accepts generated pairs, and its own pairs are accepted here', () => {
    for (let made = 0; made < 300; made += 1) {
      const ours = generateVapidKeys();
      expect(isVapidKeyPair(ours)).toBe(true);
      webpush.setVapidDetails('mailto:ops@example.com', ours.publicKey, ours.privateKey);
      expect(isVapidKeyPair(webpush.generateVAPIDKeys())).toBe(true);
    }
  });

  it('WEB-9: halves of two pairs, cut-off keys and a zero scalar are no pair', () => {
    const one = generateVapidKeys();
    const other = generateVapidKeys();
    const zero = Buffer.alloc(32).toString('base64url');
    expect(isVapidKeyPair({ publicKey: one.publicKey, privateKey: other.privateKey })).toBe(false);
    expect(isVapidKeyPair({ publicKey: one.publicKey.slice(0, -2), privateKey: one.privateKey })).toBe(false);
    expect(isVapidKeyPair({ publicKey: one.publicKey, privateKey: `${one.privateKey}AA` })).toBe(false);
    expect(isVapidKeyPair({ publicKey: one.publicKey, privateKey: zero })).toBe(false);
    const keys = { publicKey: one.publicKey, privateKey: other.privateKey };
    const settings = { keys, subject: 'mailto:ops@example.com', now: () => new Date(), maxOrigins: 1 };
    expect(() => createVapidSigner(settings)).toThrow('do not belong together');
  });
});
