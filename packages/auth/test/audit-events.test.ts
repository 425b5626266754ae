import { randomUUID } from 'node:crypto';
import { createAuditLog } from '@carillon/auth/audit-log';
import { createAuditReader } from '@carillon/db/repositories/audit-events';
import { withRequestFacts } from '@carillon/runtime/request-facts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuthFixture, clientAt, createAuthFixture, newClient, outcomeOf, PASSWORD } from './fixture.ts';

let fixture: AuthFixture;
beforeAll(async () => {
  fixture = await createAuthFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

let people = 0;
async function register() {
  people += 1;
  const email = `person-${people}@example.com`;
  const context = { kind: 'app', client: newClient() } as const;
  const { user, sessionId } = await fixture.first.accounts.register({ email, password: PASSWORD }, context);
  return { email, context, userId: user.id, sessionId };
}

/** What is recorded of those targets, oldest first. */
async function recorded(...targetIds: string[]) {
  const { rows } = await fixture.database.pool.query(
    `SELECT action, user_id AS "userId", actor, target_type AS "targetType", details FROM audit_events
     WHERE target_id = ANY($1) ORDER BY id`,
    [targetIds],
  );
  return rows;
}
const actions = async (...targetIds: string[]) => (await recorded(...targetIds)).map(({ action }) => action);
const callerOf = (person: Awaited<ReturnType<typeof register>>) =>
  ({ kind: 'user', role: 'member', deviceId: null, ...person }) as const;
const login = (email: string, password: string, client = newClient()) =>
  fixture.first.accounts.login({ email, password }, { kind: 'app', client });

describe('the audit log', () => {
  it('OBS-3: tells of an account and its first sign-in, by whom and from where', async () => {
    const { userId, sessionId, email } = await register();
    expect(await recorded(userId, sessionId)).toEqual([
      { action: 'auth.registered', userId, actor: email, targetType: 'user', details: expect.any(Object) },
      {
        action: 'auth.signed_in',
        userId,
        actor: email,
        targetType: 'session',
        details: { kind: 'app' },
      },
    ]);
  });

  it('OBS-3: tells of sign-ins that failed, and why, but never what was typed', async () => {
    const { userId, email } = await register();
    const typed = `typed-${randomUUID()}`;
    await outcomeOf(login(email, typed));
    await fixture.database.pool.query('UPDATE users SET disabled_at = now() WHERE id = $1', [userId]);
    await outcomeOf(login(email, PASSWORD));
    await fixture.database.pool.query(
      'UPDATE users SET disabled_at = NULL, password_hash = NULL WHERE id = $1',
      [userId],
    );
    await outcomeOf(login(email, PASSWORD));
    await outcomeOf(login(`${typed}@example.com`, PASSWORD));
    const [, ...failures] = await recorded(userId);
    const event = { action: 'auth.sign_in_failed', userId: null, actor: 'anonymous', targetType: 'user' };
    expect(failures).toEqual(
      ['wrong_password', 'account_disabled', 'no_password'].map((reason) => ({
        ...event,
        details: { reason },
      })),
    );
    expect((await recorded('unknown')).at(-1)).toEqual({ ...event, details: { reason: 'unknown_account' } });
    const { rows } = await fixture.database.pool.query(
      'SELECT row_to_json(audit_events)::text AS row FROM audit_events',
    );
    expect(rows.map(({ row }) => row).join('\n')).not.toContain(typed);
  });

  it('OBS-3: a flood of failed sign-ins from one network is in it with 20 an hour, and with that it was limited', async () => {
    const { userId, email } = await register();
    const client = newClient();
    for (let guess = 0; guess < 30; guess += 1) await outcomeOf(login(email, 'not the password', client));
    const reasons = (await recorded(userId)).slice(1).map(({ details }) => details.reason);
    expect(reasons).toHaveLength(20);
    expect(reasons.filter((reason) => reason === 'wrong_password')).toHaveLength(5);
    expect(reasons.filter((reason) => reason === 'rate_limited')).toHaveLength(15);
  });

  it('OBS-3: of failed sign-ins from everywhere it takes at most 500 an hour', async () => {
    await using flooded = await createAuthFixture();
    const guess = (_: unknown, network: number) =>
      outcomeOf(
        flooded.first.accounts.login(
          { email: 'nobody@example.com', password: 'not the password' },
          { kind: 'app', client: clientAt(`2001:db8:${Math.floor(network / 10).toString(16)}::1`) },
        ),
      );
    // The account's own limit refuses most of them before any password is looked at.
    for (let batch = 0; batch < 7; batch += 1) {
      await Promise.all(Array.from({ length: 100 }, (_, index) => guess(_, batch * 100 + index)));
    }
    const { rows } = await flooded.database.pool.query('SELECT count(*)::int AS count FROM audit_events');
    expect(rows[0].count).toBe(500);
  });

  it('OBS-3: tells of signing out, of sessions ended from elsewhere, and of passwords', async () => {
    const person = await register();
    const { userId, email } = person;
    const elsewhere = await login(email, PASSWORD);
    const pair = await fixture.first.tokens.issuePair(elsewhere);
    await fixture.first.tokens.logout(pair.refreshToken);
    await fixture.second.tokens.logout(pair.refreshToken);
    const third = await login(email, PASSWORD);
    await fixture.first.sessions.revoke(callerOf(person), third.sessionId);
    await login(email, PASSWORD);
    await fixture.first.sessions.revokeOthers(callerOf(person));
    const change = (currentPassword: string) =>
      outcomeOf(
        fixture.first.accounts.changePassword(callerOf(person), {
          currentPassword,
          newPassword: 'another long password',
        }),
      );
    await change('not the password');
    await change(PASSWORD);
    expect(await actions(elsewhere.sessionId)).toEqual(['auth.signed_in', 'auth.signed_out']);
    expect(await actions(third.sessionId)).toEqual(['auth.signed_in', 'auth.session_revoked']);
    expect(await actions(userId)).toEqual([
      'auth.registered',
      'auth.sessions_revoked',
      'auth.password_refused',
      'auth.password_changed',
    ]);
  });

  it('OBS-3: tells once of a refresh token that came again, by nobody who is known', async () => {
    const { email, userId } = await register();
    const signedIn = await login(email, PASSWORD);
    const { refreshToken } = await fixture.first.tokens.issuePair(signedIn);
    await fixture.first.tokens.refresh(refreshToken, newClient());
    for (let tries = 0; tries < 3; tries += 1) {
      await outcomeOf(fixture.second.tokens.refresh(refreshToken, newClient()));
    }
    expect((await recorded(signedIn.sessionId)).slice(1)).toEqual([
      {
        action: 'auth.refresh_reused',
        userId: null,
        actor: 'anonymous',
        targetType: 'session',
        details: { user_id: userId },
      },
    ]);
  });

  it('OBS-3: says by which request and with which key, wherever the record is made', async () => {
    const apiKeyId = randomUUID();
    const facts = { requestId: 'request-7', ipAddress: '192.0.2.7', apiKeyId };
    const { userId } = await withRequestFacts(facts, register);
    const log = createAuditLog(createAuditReader(fixture.database));
    const { items } = await log.list({ limit: 1, targetId: userId });
    expect(items[0]).toMatchObject(facts);
  });
});
