import fc from 'fast-check';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createIssuerTokens, type IssuerTokens } from './issuer-tokens.ts';

const ISSUER = 'https://id.example';
const AUDIENCE = 'carillon';
const NOW = new Date('2026-01-01T00:00:00Z');
const SECONDS = NOW.getTime() / 1000;

let tokens: IssuerTokens;
let genuine: string;
beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] });
  tokens = createIssuerTokens({ issuer: ISSUER, audience: AUDIENCE, keys, clock: { now: () => NOW } });
  genuine = await new SignJWT({ email: 'a@example.com', email_verified: true, name: 'Ann' })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('ann')
    .setExpirationTime(SECONDS + 60)
    .sign(privateKey);
});

describe('tokens of an issuer', () => {
  it('AUTH-3: say who they stand for', async () => {
    expect(tokens.isOfIssuer(genuine)).toBe(true);
    expect(await tokens.verify(genuine)).toEqual({ subject: 'ann', email: 'a@example.com', name: 'Ann' });
  });

  it('AUTH-3: are refused with any one character changed, unless it means the same bytes', async () => {
    const letters = fc.constantFrom(...'ABCXYZabcxyz0189-_.='.split(''));
    await fc.assert(
      fc.asyncProperty(fc.nat(genuine.length - 1), letters, async (at, letter) => {
        const changed = `${genuine.slice(0, at)}${letter}${genuine.slice(at + 1)}`;
        fc.pre(bytesOf(changed) !== bytesOf(genuine));
        expect(await tokens.verify(changed)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('AUTH-3: no text makes looking at it fail', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.tuple(fc.json(), fc.json(), fc.string()).map((parts) => parts.map(encode).join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (token) => {
        expect(tokens.isOfIssuer(token)).toBe(false);
        expect(await tokens.verify(token)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

const encode = (part: string): string => Buffer.from(part, 'utf8').toString('base64url');

function bytesOf(token: string): string {
  return token
    .split('.')
    .map((part) => Buffer.from(part, 'base64url').toString('hex'))
    .join('.');
}
