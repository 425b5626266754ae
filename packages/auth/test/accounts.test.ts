import type { SignedIn } from '@carillon/auth/accounts';
import type { SessionCaller } from '@carillon/auth/caller';
import { AppError } from '@carillon/contracts/errors';
import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import { hash } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthFixture, createAuthFixture, newClient, outcomeOf, PASSWORD, tally } from './fixture.ts';

const context = () => ({ kind: 'dashboard', client: newClient() }) as const;
const github = (id: string, email: string) => ({
  provider: 'github',
  providerAccountId: id,
  email,
  name: 'A',
});

describe('the first account', () => {
  it('AUTH-1: of 20 who register first at once on two processes exactly one becomes admin', async () => {
    await using fixture = await createAuthFixture();
    const registered = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? fixture.first : fixture.second).accounts.register(
          { email: `user${index}@example.com`, password: PASSWORD },
          context(),
        ),
      ),
    );
    expect(registered.filter(({ user }) => user.role === 'admin')).toHaveLength(1);
    expect(registered.filter(({ user }) => user.role === 'member')).toHaveLength(19);
  });

  it('AUTH-1: one email that registers ten times at once on an empty server is one account', async () => {
    await using fixture = await createAuthFixture();
    const calls = Array.from({ length: 10 }, () =>
      fixture.first.accounts.register({ email: 'one@example.com', password: PASSWORD }, context()),
    );
    expect(await tally(calls)).toEqual({ ok: 1, email_taken: 9 });
  });

  it('AUTH-1: with REGISTRATION=first-user the first of many at once is let in, as admin, and nobody after', async () => {
    await using fixture = await createAuthFixture({ registration: 'first-user' });
    const calls = Array.from({ length: 10 }, (_, index) =>
      fixture.first.accounts.register({ email: `user${index}@example.com`, password: PASSWORD }, context()),
    );
    expect(await tally(calls)).toEqual({ ok: 1, registration_closed: 9 });
    const later = fixture.first.accounts.signInByProvider(github('7', 'later@example.com'), context());
    expect(await outcomeOf(later)).toBe('registration_closed');
    const users = await fixture.database.prisma.user.findMany();
    expect(users.map(({ role }) => role)).toEqual(['admin']);
  });

  it('AUTH-1: with REGISTRATION=closed nobody is let in, also not by a provider', async () => {
    await using fixture = await createAuthFixture({ registration: 'closed' });
    const { accounts } = fixture.first;
    const call = accounts.register({ email: 'a@example.com', password: PASSWORD }, context());
    expect(await outcomeOf(call)).toBe('registration_closed');
    const byProvider = accounts.signInByProvider(github('1', 'a@example.com'), context());
    expect(await outcomeOf(byProvider)).toBe('registration_closed');
  });
});

describe('on a running server', () => {
  let fixture: AuthFixture;
  beforeAll(async () => {
    fixture = await createAuthFixture();
  });
  afterAll(() => fixture[Symbol.asyncDispose]());

  const register = (email: string): Promise<SignedIn> =>
    fixture.first.accounts.register({ email, password: PASSWORD, name: 'Somebody' }, context());
  const login = (email: string, password = PASSWORD): Promise<SignedIn> =>
    fixture.second.accounts.login({ email, password }, context());
  const callerOf = async ({ sessionId }: SignedIn): Promise<SessionCaller> => {
    const caller = await fixture.second.sessions.check(sessionId);
    if (caller === null) throw new Error('the session is not live');
    return caller;
  };

  it('AUTH-1: registering signs in, and the account signs in again with its password', async () => {
    const registered = await register('a@example.com');
    expect(registered.user).toMatchObject({ email: 'a@example.com', name: 'Somebody' });
    expect(Object.keys(registered.user).sort()).toEqual(['createdAt', 'email', 'id', 'name', 'role']);
    const again = await login('a@example.com');
    expect(again.user).toEqual(registered.user);
    expect(again.sessionId).not.toBe(registered.sessionId);
    expect(await fixture.first.accounts.me(await callerOf(again))).toEqual(registered.user);
  });

  it('AUTH-1: an email that is taken is a conflict that names the field', async () => {
    await register('taken@example.com');
    const error = await register('taken@example.com').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'email_taken', status: 409, errors: [{ path: 'email' }] });
  });

  it('AUTH-1: a wrong email and a wrong password are told apart by nothing in the answer', async () => {
    await register('known@example.com');
    const errors = await Promise.all(
      [login('known@example.com', 'wrong password'), login('unknown@example.com')].map((call) =>
        call.catch((reason: unknown) => reason),
      ),
    );
    const [first, second] = errors.map((error) =>
      error instanceof AppError ? [error.code, error.message] : error,
    );
    expect(first).toEqual(second);
  });

  it('AUTH-1: a disabled user cannot sign in, and live sessions are over', async () => {
    const signedIn = await register('disabled@example.com');
    await fixture.database.prisma.user.update({
      where: { id: signedIn.user.id },
      data: { disabledAt: new Date() },
    });
    expect(await outcomeOf(login('disabled@example.com'))).toBe('unauthenticated');
    expect(await fixture.second.sessions.check(signedIn.sessionId)).toBeNull();
  });

  it('AUTH-1: a hash of older parameters is renewed at the next sign-in, also when ten come at once', async () => {
    const { user } = await register('older@example.com');
    const older = await hash(PASSWORD, { memoryCost: 8192, timeCost: 1 });
    await fixture.database.prisma.user.update({ where: { id: user.id }, data: { passwordHash: older } });
    expect(await tally(Array.from({ length: 10 }, () => login('older@example.com')))).toEqual({ ok: 10 });
    const stored = await fixture.database.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(stored.passwordHash).toContain('m=19456,t=2,p=1');
    expect(await outcomeOf(login('older@example.com'))).toBe('ok');
  });

  it('AUTH-2: changing the password ends all other sessions on every process, and keeps the one that asked', async () => {
    const here = await register('change@example.com');
    const elsewhere = [await login('change@example.com'), await login('change@example.com')];
    await fixture.first.accounts.changePassword(await callerOf(here), {
      currentPassword: PASSWORD,
      newPassword: 'an entirely new password',
    });
    expect(await fixture.second.sessions.check(here.sessionId)).not.toBeNull();
    for (const { sessionId } of elsewhere) expect(await fixture.second.sessions.check(sessionId)).toBeNull();
    expect(await outcomeOf(login('change@example.com'))).toBe('unauthenticated');
    expect(await outcomeOf(login('change@example.com', 'an entirely new password'))).toBe('ok');
  });

  it('T-13: a sign-in that overlaps a password change leaves no session made with the old password', async () => {
    const { user } = await register('overlap@example.com');
    const { passwordHash } = await fixture.database.prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    const changing = await fixture.database.pool.connect();
    await changing.query('BEGIN');
    await changing.query("UPDATE users SET password_hash = 'changed' WHERE id = $1", [user.id]);
    // The old password was just verified, and the change is not committed yet.
    const opening = fixture.second.sessions.open({ ...context(), userId: user.id, passwordHash });
    await Promise.race([opening, untilSomebodyWaitsForALock(fixture.database)]);
    await changing.query('COMMIT');
    changing.release();
    expect(await opening).toBeNull();
  });

  it('AUTH-1: a wrong current password changes nothing, names the field, and can be tried 5 times', async () => {
    const here = await register('wrong@example.com');
    const caller = await callerOf(here);
    const attempt = { currentPassword: 'not the password', newPassword: 'an entirely new password' };
    const change = () => fixture.first.accounts.changePassword(caller, attempt);
    await expect(change()).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'currentPassword' }],
    });
    expect(await tally(Array.from({ length: 9 }, change))).toEqual({ validation_failed: 4, rate_limited: 5 });
    expect(await outcomeOf(login('wrong@example.com'))).toBe('ok');
  });

  it('T-15: the database holds no password in clear', async () => {
    await register('dump@example.com');
    const { rows } = await fixture.database.pool.query<{ row: string }>(
      'SELECT users::text AS row FROM users',
    );
    expect(rows.map(({ row }) => row).join()).not.toContain(PASSWORD);
  });

  describe('by a provider', () => {
    const signIn = (id: string, email: string) =>
      fixture.first.accounts.signInByProvider(github(id, email), context());

    it('AUTH-1: the first sign-in makes the account, the next ones find it, whatever its email is then', async () => {
      const first = await signIn('42', 'octo@example.com');
      const next = await signIn('42', 'renamed@example.com');
      expect(next.user).toEqual(first.user);
      expect(await outcomeOf(login('octo@example.com', ''))).toBe('unauthenticated');
    });

    it('AUTH-1: two first sign-ins of one person at once are one account', async () => {
      const both = await Promise.all([signIn('43', 'twice@example.com'), signIn('43', 'twice@example.com')]);
      expect(both[0]?.user.id).toBe(both[1]?.user.id);
    });

    it('AUTH-1: an account with the same email is not taken over', async () => {
      await register('mine@example.com');
      expect(await outcomeOf(signIn('44', 'mine@example.com'))).toBe('email_taken');
    });

    it('AUTH-1: an account without a password cannot be given one by whoever holds its session', async () => {
      const caller = await callerOf(await signIn('45', 'nopassword@example.com'));
      const change = { currentPassword: '', newPassword: 'an entirely new password' };
      expect(await outcomeOf(fixture.first.accounts.changePassword(caller, change))).toBe(
        'validation_failed',
      );
    });
  });
});
