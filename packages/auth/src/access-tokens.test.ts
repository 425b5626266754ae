import { randomUUID } from 'node:crypto';
import { sessionIdSchema, userIdSchema } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createAccessTokens } from './access-tokens.ts';

const secret = 'a secret of at least thirty-two characters';
const moment = new Date('2026-03-01T12:00:00Z');
const at = (secondsLater: number) =>
  createAccessTokens(secret, { now: () => new Date(moment.getTime() + secondsLater * 1000) });
const tokens = at(0);
const claims = { userId: userIdSchema.parse(randomUUID()), sessionId: sessionIdSchema.parse(randomUUID()) };

describe('access tokens', () => {
  it('AUTH-2: name the user and the session they were issued for', async () => {
    expect(await tokens.verify(await tokens.issue(claims))).toEqual(claims);
  });

  it('AUTH-2: are good for 15 minutes and not a second longer', async () => {
    const token = await tokens.issue(claims);
    expect(await at(899).verify(token)).toEqual(claims);
    expect(await at(900).verify(token)).toBeNull();
  });

  it('AUTH-2: of another secret are refused', async () => {
    const others = createAccessTokens('another secret of thirty-two characters', { now: () => moment });
    expect(await others.verify(await tokens.issue(claims))).toBeNull();
  });

  it('AUTH-2: signed with AUTH_SECRET itself are refused, because the key is derived for this use alone', async () => {
    const forged = await new SignJWT({ sid: claims.sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer('carillon')
      .setSubject(claims.userId)
      .setIssuedAt(moment)
      .setExpirationTime(new Date(moment.getTime() + 60_000))
      .sign(new TextEncoder().encode(secret));
    expect(await tokens.verify(forged)).toBeNull();
  });

  it('AUTH-2: without a signature (alg none) are refused', async () => {
    const [, payload] = (await tokens.issue(claims)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: 'at+jwt' })).toString('base64url');
    expect(await tokens.verify(`${header}.${payload}.`)).toBeNull();
  });

  it('AUTH-2: property: with any one character changed are refused', async () => {
    const token = await tokens.issue(claims);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(...'AQgw09-_.'),
        async (index, character) => {
          const changed = token.slice(0, index) + character + token.slice(index + 1);
          // The last character of the signature carries bits that base64url leaves unused.
          fc.pre(changed !== token && index < token.length - 1);
          expect(await tokens.verify(changed)).toBeNull();
        },
      ),
    );
  });

  it('AUTH-2: any text gets an answer and never an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await tokens.verify(text)).toBeNull();
      }),
    );
  });
});
