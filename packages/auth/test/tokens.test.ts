import { randomUUID } from 'node:crypto';
import { createAccessTokens } from '@carillon/auth/access-tokens';
import type { TokenPair } from '@carillon/auth/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AuthFixture,
  createAuthFixture,
  newClient,
  outcomeOf,
  PASSWORD,
  requestWith,
  tally,
} from './fixture.ts';

const DAY_SECONDS = 86_400;
let fixture: AuthFixture;
beforeAll(async () => {
  fixture = await createAuthFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function signUp(): Promise<TokenPair> {
  const input = { email: `${randomUUID()}@example.com`, password: PASSWORD };
  const signedIn = await fixture.first.accounts.register(input, { kind: 'app', client: newClient() });
  return fixture.first.tokens.issuePair(signedIn);
}

const refresh = (pair: TokenPair) => fixture.second.tokens.refresh(pair.refreshToken, newClient());
const authenticate = (accessToken: string) =>
  fixture.second.authenticate(requestWith({ authorization: `Bearer ${accessToken}` }));

describe('access tokens', () => {
  it('AUTH-2: authenticate their user on every process, for 15 minutes', async () => {
    const pair = await signUp();
    expect(pair).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 });
    expect(await authenticate(pair.accessToken)).toMatchObject({ kind: 'user', userId: pair.user.id });
    fixture.clock.advance(900);
    expect(await outcomeOf(authenticate(pair.accessToken))).toBe('unauthenticated');
  });

  it('T-13: end with their session at once on another process, long before they expire', async () => {
    const pair = await signUp();
    const caller = await authenticate(pair.accessToken);
    if (caller?.kind !== 'user' || caller.sessionId === null) throw new Error('nobody is signed in');
    await fixture.first.sessions.signOut(caller.userId, caller.sessionId);
    expect(await outcomeOf(authenticate(pair.accessToken))).toBe('unauthenticated');
    expect(await outcomeOf(refresh(pair))).toBe('unauthenticated');
  });

  it('AUTH-2: no credentials are nobody, and bad ones are refused rather than taken for nobody', async () => {
    const { accessToken } = await signUp();
    expect(await fixture.first.authenticate(requestWith({}))).toBeNull();
    expect(await fixture.first.authenticate(requestWith({ authorization: ' ' }))).toBeNull();
    expect(
      await fixture.first.authenticate(requestWith({ authorization: `bearer  ${accessToken}` })),
    ).not.toBeNull();
    for (const authorization of [
      'Bearer',
      'Bearer x',
      accessToken,
      `Basic ${accessToken}`,
      `Bearer ${accessToken} x`,
    ]) {
      expect(await outcomeOf(fixture.first.authenticate(requestWith({ authorization })))).toBe(
        'unauthenticated',
      );
    }
  });

  it("T-13: a token that pairs one user with another's session is refused, though its signature is good", async () => {
    const caller = await authenticate((await signUp()).accessToken);
    const stranger = await signUp();
    if (caller?.kind !== 'user' || caller.sessionId === null) throw new Error('nobody is signed in');
    const mixed = { userId: stranger.user.id, sessionId: caller.sessionId };
    const token = await createAccessTokens(fixture.authSecret, fixture.clock).issue(mixed);
    expect(await outcomeOf(authenticate(token))).toBe('unauthenticated');
  });
});

describe('refresh tokens', () => {
  it('AUTH-2: give a new pair of the same session, and are used up by it', async () => {
    const first = await signUp();
    const second = await refresh(first);
    expect(second.user).toEqual(first.user);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const callers = [await authenticate(first.accessToken), await authenticate(second.accessToken)];
    expect(callers[0]).toEqual(callers[1]);
    expect(await outcomeOf(refresh(second))).toBe('ok');
  });

  it('AUTH-2: one that is used a second time ends the whole family, also its newest token', async () => {
    const first = await signUp();
    const second = await refresh(first);
    const third = await refresh(second);
    expect(await outcomeOf(refresh(first))).toBe('unauthenticated');
    expect(await outcomeOf(refresh(third))).toBe('unauthenticated');
    expect(await outcomeOf(authenticate(third.accessToken))).toBe('unauthenticated');
    expect(fixture.lines.some((line) => line.includes('a refresh token came twice'))).toBe(true);
  });

  it('AUTH-2: of ten uses at once on two processes one is served, and the family ends', async () => {
    const pair = await signUp();
    const calls = Array.from({ length: 10 }, (_, index) =>
      (index % 2 === 0 ? fixture.first : fixture.second).tokens.refresh(pair.refreshToken, newClient()),
    );
    const served = (await Promise.allSettled(calls)).filter((each) => each.status === 'fulfilled');
    expect(served).toHaveLength(1);
    for (const { value } of served) expect(await outcomeOf(refresh(value))).toBe('unauthenticated');
    expect(await outcomeOf(authenticate(pair.accessToken))).toBe('unauthenticated');
  });

  it("AUTH-2: one user's reuse leaves everybody else, and their own other sessions, alone", async () => {
    const mine = await signUp();
    const other = await signUp();
    await refresh(mine);
    await outcomeOf(refresh(mine));
    expect(await outcomeOf(refresh(other))).toBe('ok');
  });

  it('AUTH-2: live for 30 days from their own making', async () => {
    const pair = await signUp();
    fixture.clock.advance(29 * DAY_SECONDS);
    const next = await refresh(pair);
    fixture.clock.advance(29 * DAY_SECONDS);
    const last = await refresh(next);
    fixture.clock.advance(30 * DAY_SECONDS);
    expect(await outcomeOf(refresh(last))).toBe('unauthenticated');
  });

  it('T-15: are stored as hashes alone', async () => {
    const pair = await signUp();
    const { rows } = await fixture.database.pool.query<{ row: string; hash: Buffer }>(
      'SELECT refresh_tokens::text AS row, hash FROM refresh_tokens',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(pair.refreshToken);
    expect(rows.some(({ hash }) => hash.includes(Buffer.from(pair.refreshToken, 'base64url')))).toBe(false);
    expect(rows.every(({ hash }) => hash.length === 32)).toBe(true);
  });

  it('AUTH-2: unknown texts are refused', async () => {
    for (const text of ['', 'x', randomUUID(), 'a'.repeat(512)]) {
      expect(await outcomeOf(fixture.first.tokens.refresh(text, newClient()))).toBe('unauthenticated');
    }
  });

  it('AUTH-6: refreshing is limited by network', async () => {
    const client = newClient();
    const calls = Array.from({ length: 310 }, () => fixture.first.tokens.refresh('unknown', client));
    expect(await tally(calls)).toEqual({ unauthenticated: 300, rate_limited: 10 });
  });
});

describe('logout', () => {
  it('AUTH-2: ends the session of the refresh token and says whose it was', async () => {
    const pair = await signUp();
    const family = await fixture.first.tokens.logout(pair.refreshToken);
    expect(family).toMatchObject({ userId: pair.user.id, deviceId: null });
    expect(await outcomeOf(authenticate(pair.accessToken))).toBe('unauthenticated');
    expect(await outcomeOf(refresh(pair))).toBe('unauthenticated');
  });

  it('AUTH-2: works with a token that was used already, and is no error for one that nobody knows', async () => {
    const first = await signUp();
    const second = await refresh(first);
    await fixture.first.tokens.logout(first.refreshToken);
    expect(await outcomeOf(authenticate(second.accessToken))).toBe('unauthenticated');
    expect(await fixture.first.tokens.logout('nobody knows this')).toBeNull();
  });
});

it('T-6: no password, token or hash is logged by any of it', async () => {
  const pair = await signUp();
  const next = await refresh(pair);
  await outcomeOf(refresh(pair));
  const logged = fixture.lines.join('');
  expect(logged).toContain(pair.user.id);
  for (const secret of [PASSWORD, pair.accessToken, pair.refreshToken, next.refreshToken, 'argon2']) {
    expect(logged).not.toContain(secret);
  }
});
