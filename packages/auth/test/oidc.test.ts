import { randomUUID } from 'node:crypto';
import type { UserCaller } from '@carillon/auth/caller';
import type { AuthSettings } from '@carillon/auth/create-auth';
import { RATE_LIMITS } from '@carillon/auth/rate-limits';
import { userIdSchema } from '@carillon/contracts/ids';
import { type IssuedPerson, startOidcIssuer, type TestIssuer } from '@carillon/testing/oidc-issuer';
import { exportSPKI, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type AuthFixture,
  createAuthFixture,
  newClient,
  outcomeOf,
  PASSWORD,
  requestWith,
  tally,
} from './fixture.ts';

const PROVIDER = 'oidc:test';
let issuer: TestIssuer;
let fixture: AuthFixture;

const settingsOf = ({ issuer: address, audience }: TestIssuer): Partial<AuthSettings> => ({
  oidc: { issuer: address, audience, provider: PROVIDER },
});

beforeAll(async () => {
  issuer = await startOidcIssuer();
  fixture = await createAuthFixture(settingsOf(issuer));
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  await issuer[Symbol.asyncDispose]();
});
beforeEach(() => issuer.behave('sound'));

const newPerson = (details: Partial<IssuedPerson> = {}): IssuedPerson => ({
  subject: `subject ${randomUUID()}`,
  ...details,
});

/** Each call from a network of its own, unless it says which. */
function authenticate(token: string, auth = fixture.second, client = newClient()) {
  return auth.authenticate({ ...requestWith({ authorization: `Bearer ${token}` }), client });
}

async function callerOf(token: string): Promise<UserCaller> {
  const caller = await authenticate(token);
  if (caller?.kind !== 'user') throw new Error('nobody is behind the token');
  return caller;
}

const signIn = async (person: IssuedPerson): Promise<UserCaller> =>
  callerOf((await issuer.signIn(person)).accessToken);
const userOf = ({ userId }: UserCaller) =>
  fixture.database.prisma.user.findUniqueOrThrow({ where: { id: userId }, include: { accounts: true } });

describe('who a token stands for', () => {
  it('AUTH-3: the first token of a subject makes a member of that external id, and every later one is theirs', async () => {
    const person = newPerson();
    const first = await signIn(person);
    expect(first).toEqual({
      kind: 'user',
      userId: expect.any(String),
      role: 'member',
      sessionId: null,
      deviceId: null,
    });
    expect(await signIn(person)).toEqual(first);
    const user = await userOf(first);
    expect(user).toMatchObject({
      externalId: person.subject,
      role: 'member',
      passwordHash: null,
      name: null,
    });
    expect(user.email).toBe(`${first.userId}@oidc.invalid`);
    expect(user.accounts).toMatchObject([{ provider: PROVIDER, providerAccountId: person.subject }]);
  });

  it('AUTH-3: of 20 first requests of one subject at once, on two processes, one makes the user', async () => {
    const { accessToken } = await issuer.signIn(
      newPerson({ email: 'at-once@example.com', emailVerified: true }),
    );
    const calls = Array.from({ length: 20 }, (_, index) =>
      authenticate(accessToken, index % 2 === 0 ? fixture.first : fixture.second),
    );
    const callers = await Promise.all(calls);
    expect(new Set(callers.map((caller) => caller?.kind === 'user' && caller.userId)).size).toBe(1);
    const made = await fixture.database.prisma.auditEvent.count({
      where: { action: 'auth.registered', userId: (callers[0] as UserCaller).userId },
    });
    expect(made).toBe(1);
  });

  it('AUTH-3: the email is taken from the token when the issuer verified it, and not otherwise', async () => {
    const verified = await signIn(newPerson({ email: 'Ann@Example.com', emailVerified: true, name: 'Ann' }));
    expect(await userOf(verified)).toMatchObject({ email: 'ann@example.com', name: 'Ann' });
    for (const emailVerified of [false, undefined]) {
      const person = newPerson({
        email: 'unverified@example.com',
        ...(emailVerified === false && { emailVerified }),
      });
      const caller = await signIn(person);
      expect((await userOf(caller)).email).toBe(`${caller.userId}@oidc.invalid`);
    }
  });

  it('AUTH-3: an account that exists under the same email is not taken over, nor an external id', async () => {
    const context = { kind: 'app', client: newClient() } as const;
    const input = { email: 'mine@example.com', password: PASSWORD };
    const { user } = await fixture.first.accounts.register(input, context);
    const person = newPerson({ email: 'mine@example.com', emailVerified: true });
    await fixture.database.prisma.user.update({
      where: { id: user.id },
      data: { externalId: person.subject },
    });
    const caller = await signIn(person);
    expect(caller.userId).not.toBe(user.id);
    expect(await userOf(caller)).toMatchObject({ email: `${caller.userId}@oidc.invalid`, externalId: null });
    const { email, externalId } = await fixture.database.prisma.user.findUniqueOrThrow({
      where: { id: user.id },
    });
    expect([email, externalId]).toEqual(['mine@example.com', person.subject]);
  });

  it('AUTH-3, T-13: a disabled user is refused, and a role counts, with the next request on another process', async () => {
    const { accessToken } = await issuer.signIn(newPerson());
    const { userId } = await callerOf(accessToken);
    const update = (data: { role?: 'admin'; disabledAt?: Date }) =>
      fixture.database.prisma.user.update({ where: { id: userId }, data });
    await update({ role: 'admin' });
    expect((await callerOf(accessToken)).role).toBe('admin');
    await update({ disabledAt: new Date() });
    expect(await outcomeOf(authenticate(accessToken))).toBe('unauthenticated');
  });

  it('AUTH-3: who deletes the user makes the subject a new one', async () => {
    const { accessToken } = await issuer.signIn(newPerson());
    const before = await callerOf(accessToken);
    await fixture.database.pool.query('DELETE FROM users WHERE id = $1', [before.userId]);
    expect((await callerOf(accessToken)).userId).not.toBe(before.userId);
  });

  it.each(['closed', 'first-user'] as const)(
    'AUTH-3: with REGISTRATION=%s subjects that are known are let in, and new ones are not',
    async (registration) => {
      const known = (await issuer.signIn(newPerson())).accessToken;
      await using strict = await createAuthFixture({ ...settingsOf(issuer), registration });
      expect(await outcomeOf(authenticate(known, strict.first))).toBe('registration_closed');
      expect(await strict.database.prisma.user.count()).toBe(0);
      const { subject } = newPerson();
      const id = userIdSchema.parse(randomUUID());
      await strict.database.prisma.user.create({
        data: {
          id,
          email: 'known@example.com',
          accounts: { create: { id: randomUUID(), provider: PROVIDER, providerAccountId: subject } },
        },
      });
      const { accessToken } = await issuer.signIn({ subject });
      expect(await authenticate(accessToken, strict.second)).toMatchObject({ userId: id });
    },
  );

  it('AUTH-1, AUTH-3: a bearer of a token who comes first is a member, and who registers first is the administrator', async () => {
    await using empty = await createAuthFixture(settingsOf(issuer));
    const { accessToken } = await issuer.signIn(newPerson());
    expect(await authenticate(accessToken, empty.first)).toMatchObject({ role: 'member' });
    const roles: string[] = [];
    for (const email of ['first@example.com', 'second@example.com']) {
      const context = { kind: 'app', client: newClient() } as const;
      roles.push((await empty.second.accounts.register({ email, password: PASSWORD }, context)).user.role);
    }
    expect(roles).toEqual(['admin', 'member']);
  });

  it('AUTH-6: new subjects are limited by network, and known ones are not', async () => {
    const client = newClient();
    const { points } = RATE_LIMITS.oidc_registration;
    const forge = () =>
      issuer
        .forge({ ...claims(), sub: randomUUID() })
        .then((token) => authenticate(token, fixture.first, client));
    expect(await tally(Array.from({ length: points + 5 }, forge))).toEqual({ ok: points, rate_limited: 5 });
    const { accessToken } = await issuer.signIn(newPerson());
    await authenticate(accessToken);
    expect(await outcomeOf(authenticate(accessToken, fixture.first, client))).toBe('ok');
  });
});

const seconds = (fromNow: number): number => Math.floor(fixture.clock.now().getTime() / 1000) + fromNow;
const claims = () => ({
  iss: issuer.issuer,
  aud: issuer.audience,
  sub: 'somebody',
  iat: seconds(0),
  exp: seconds(300),
});
const without = (name: keyof ReturnType<typeof claims>) => {
  const { [name]: _, ...rest } = claims();
  return rest;
};

describe('which tokens are accepted', () => {
  it('AUTH-3: those whose claims are right, with up to 30 s between the clocks', async () => {
    const accepted = [
      claims(),
      { ...claims(), exp: seconds(-29) },
      { ...claims(), nbf: seconds(29) },
      { ...claims(), aud: ['https://other.example', issuer.audience] },
      without('iat'),
    ];
    for (const each of accepted) {
      expect([each, await outcomeOf(authenticate(await issuer.forge(each)))]).toEqual([each, 'ok']);
    }
    for (const typ of [undefined, 'JWT', 'AT+JWT', 'application/at+jwt']) {
      expect(await outcomeOf(authenticate(await issuer.forge(claims(), { typ })))).toBe('ok');
    }
  });

  it('AUTH-3: not those that expired, are not valid yet, are for somebody else, or lack a claim', async () => {
    const refused = [
      { ...claims(), exp: seconds(-31) },
      { ...claims(), nbf: seconds(31) },
      { ...claims(), aud: 'https://other.example' },
      { ...claims(), aud: [] },
      { ...claims(), sub: '' },
      { ...claims(), sub: 'x'.repeat(256) },
      { ...claims(), sub: 'null\u0000byte' },
      { ...claims(), cnf: { jkt: 'x' } },
      { ...claims(), client_id: 'somebody' },
      without('exp'),
      without('sub'),
      without('aud'),
    ];
    for (const each of refused) {
      expect([each, await outcomeOf(authenticate(await issuer.forge(each)))]).toEqual([
        each,
        'unauthenticated',
      ]);
    }
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', '']) {
      expect([typ, await outcomeOf(authenticate(await issuer.forge(claims(), { typ })))]).toEqual([
        typ,
        'unauthenticated',
      ]);
    }
  });

  it('AUTH-3: not the access token for another service, nor the ID token of the app, though the issuer made both', async () => {
    const person = newPerson();
    const other = await issuer.signIn(person, 'https://other.example/api');
    expect(await outcomeOf(authenticate(other.accessToken))).toBe('unauthenticated');
    const { idToken, accessToken } = await issuer.signIn(person);
    expect(await outcomeOf(authenticate(idToken))).toBe('unauthenticated');
    expect(await outcomeOf(authenticate(accessToken))).toBe('ok');
  });

  it('AUTH-3: not one that is signed by another key, by none, or with the public key as a secret', async () => {
    const { kid, jwk } = await issuer.publicKey();
    const genuine = await issuer.forge(claims());
    const [header = '', payload = '', signature = ''] = genuine.split('.');
    const altered = Buffer.from(JSON.stringify({ ...claims(), sub: 'somebody else' })).toString('base64url');
    const asSecret = (secret: string) =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid, typ: 'at+jwt' })
        .sign(Buffer.from(secret));
    const impostor = await startOidcIssuer();
    const forged = [
      `${header}.${altered}.${signature}`,
      `${header}.${payload}.`,
      new UnsecuredJWT(claims()).encode(),
      await asSecret(JSON.stringify(jwk)),
      await asSecret(await spkiPem(jwk)),
      await impostor.forge(claims(), { kid }),
      await impostor.forge(claims(), { kid: (await impostor.publicKey()).kid }),
      await impostor.forge(claims(), { kid: undefined, jwk: (await impostor.publicKey()).jwk }),
    ];
    for (const [index, token] of forged.entries()) {
      expect([index, await outcomeOf(authenticate(token))]).toEqual([index, 'unauthenticated']);
    }
    await impostor[Symbol.asyncDispose]();
  });

  it('AUTH-3: a token of another issuer is none of this one, however it is signed', async () => {
    const token = await issuer.forge({ ...claims(), iss: 'https://other.example' });
    expect(await outcomeOf(authenticate(token))).toBe('unauthenticated');
    await using off = await createAuthFixture();
    expect(await outcomeOf(authenticate(await issuer.forge(claims()), off.first))).toBe('unauthenticated');
  });
});

async function spkiPem(jwk: object): Promise<string> {
  return exportSPKI((await importJWK(jwk, 'RS256', { extractable: true })) as CryptoKey);
}

describe('the issuer’s keys', () => {
  it('AUTH-3: a rotation is noticed with the first token of the new key, and the old key is of no more use', async () => {
    const before = (await issuer.signIn(newPerson())).accessToken;
    expect(await outcomeOf(authenticate(before))).toBe('ok');
    await issuer.rotateKeys();
    fixture.clock.advance(31);
    const after = (await issuer.signIn(newPerson())).accessToken;
    expect(await outcomeOf(authenticate(after))).toBe('ok');
    expect(await outcomeOf(authenticate(before))).toBe('unauthenticated');
  });

  it('AUTH-3: made-up keys make us ask once in 30 s at the most, and many requests at once ask once', async () => {
    await authenticate((await issuer.signIn(newPerson())).accessToken);
    fixture.clock.advance(31);
    const asked = issuer.keyRequests();
    const madeUp = () => issuer.forge(claims(), { kid: randomUUID() }).then((token) => authenticate(token));
    expect(await tally(Array.from({ length: 50 }, madeUp))).toEqual({ unauthenticated: 50 });
    expect(await tally(Array.from({ length: 50 }, madeUp))).toEqual({ unauthenticated: 50 });
    expect(issuer.keyRequests() - asked).toBe(1);
  });

  it.each(['away', 'silent', 'failing', 'babbling', 'endless', 'impostor'] as const)(
    'AUTH-3: with the issuer %s a token is unavailable and not refused, and other credentials go on',
    async (conduct) => {
      const { accessToken } = await issuer.signIn(newPerson());
      await using other = await createAuthFixture(settingsOf(issuer));
      issuer.behave(conduct);
      const error = await authenticate(accessToken, other.first).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unavailable', status: 503, retryAfterSeconds: 5 });
      const input = { email: 'own@example.com', password: PASSWORD };
      const signedIn = await other.first.accounts.register(input, { kind: 'app', client: newClient() });
      const own = await other.first.tokens.issuePair(signedIn);
      expect(await outcomeOf(authenticate(own.accessToken, other.first))).toBe('ok');
      issuer.behave('sound');
      // It is left alone for a moment, and then asked again.
      expect(await outcomeOf(authenticate(accessToken, other.first))).toBe('unavailable');
      other.clock.advance(5);
      expect(await outcomeOf(authenticate(accessToken, other.first))).toBe('ok');
    },
  );

  it('AUTH-3: keys that are known are good for an hour without the issuer, and no longer', async () => {
    const forge = () => issuer.forge({ ...claims(), exp: seconds(60) });
    expect(await outcomeOf(authenticate(await forge()))).toBe('ok');
    issuer.behave('away');
    fixture.clock.advance(3_500);
    expect(await outcomeOf(authenticate(await forge()))).toBe('ok');
    fixture.clock.advance(200);
    expect(await outcomeOf(authenticate(await forge()))).toBe('unavailable');
    issuer.behave('sound');
    fixture.clock.advance(5);
    expect(await outcomeOf(authenticate(await forge()))).toBe('ok');
  });
});

it('T-6: no token and no subject’s claims are logged by any of it', async () => {
  await using own = await createAuthFixture(settingsOf(issuer));
  const person = newPerson({ email: 'secret-mail@example.com', emailVerified: true });
  const { accessToken } = await issuer.signIn(person);
  await authenticate(accessToken, own.first);
  await outcomeOf(authenticate(`${accessToken}x`, own.first));
  const logged = own.lines.join('');
  expect(logged).toContain('account created');
  for (const secret of [accessToken, accessToken.split('.')[2] ?? '', 'secret-mail']) {
    expect(logged).not.toContain(secret);
  }
});
