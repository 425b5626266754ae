import type { ApiKeyId, UserId } from '@carillon/contracts/ids';
import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuthFixture } from './fixture.ts';
import { createAuthFixture, newClient, outcomeOf, PASSWORD, requestWith } from './fixture.ts';

let fixture: AuthFixture;
let admin: { readonly userId: UserId };

beforeAll(async () => {
  fixture = await createAuthFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

let people = 0;
beforeEach(async () => {
  people += 1;
  const input = { email: `admin-${people}@example.com`, password: PASSWORD };
  const { user } = await fixture.first.accounts.register(input, { kind: 'app', client: newClient() });
  await setUser(user.id, "role = 'admin'");
  admin = { userId: user.id };
});

const setUser = (id: string, change: string) =>
  fixture.database.pool.query(`UPDATE users SET ${change} WHERE id = $1`, [id]);
const createKey = (input: { expiresAt?: Date } = {}) =>
  fixture.first.apiKeys.create(admin, {
    name: 'Backend',
    scopes: ['devices:read', 'notifications:send'],
    ...input,
  });
const callWith = (key: string, auth = fixture.second) =>
  auth.authenticate(requestWith({ authorization: `Bearer ${key}` }));
const statusOf = async (id: ApiKeyId) => {
  const { items } = await fixture.first.apiKeys.list({ limit: 100, cursor: undefined });
  return items.find((item) => item.id === id)?.status;
};
const storedRow = async (id: string) => {
  const { rows } = await fixture.database.pool.query(
    'SELECT row_to_json(api_keys)::text AS text, last_used_at FROM api_keys WHERE id = $1',
    [id],
  );
  return rows[0];
};
const audited = async (targetId: string) => {
  const { rows } = await fixture.database.pool.query(
    'SELECT action, details FROM audit_events WHERE target_id = $1 ORDER BY created_at, id',
    [targetId],
  );
  return rows;
};

describe('an API key', () => {
  it('AUTH-5: stands for the administrator who made it, with its scopes, on every process', async () => {
    const { key, id } = await createKey();
    expect(await callWith(key)).toEqual({
      kind: 'api-key',
      apiKeyId: id,
      userId: admin.userId,
      role: 'admin',
      scopes: new Set(['notifications:send', 'devices:read']),
    });
  });

  it('AUTH-5: is shown in the answer to its creation alone; the database has its SHA-256 and its beginning', async () => {
    const { key, id, prefix } = await createKey();
    expect(key.startsWith(prefix)).toBe(true);
    expect(JSON.stringify(await fixture.first.apiKeys.list({ limit: 100, cursor: undefined }))).not.toContain(
      key,
    );
    const { text } = await storedRow(id);
    expect(text).toContain(prefix);
    expect(text).not.toContain(key.slice(prefix.length));
    expect(fixture.lines.join('')).not.toContain(key.slice(prefix.length));
  });

  it('AUTH-5: is refused by every process from the request after it was revoked on', async () => {
    const { key, id } = await createKey();
    expect(await callWith(key)).not.toBeNull();
    await fixture.first.apiKeys.revoke(admin, id);
    expect(await outcomeOf(callWith(key))).toBe('unauthenticated');
    expect(await outcomeOf(callWith(key, fixture.first))).toBe('unauthenticated');
    expect(await statusOf(id)).toBe('revoked');
  });

  it('AUTH-5: can be revoked by every administrator; a second time changes nothing, an unknown one is not found', async () => {
    const { id } = await createKey();
    const revokedAt = async () =>
      (await fixture.first.apiKeys.list({ limit: 1, cursor: undefined })).items[0]?.revokedAt;
    await fixture.second.apiKeys.revoke(admin, id);
    const first = await revokedAt();
    fixture.clock.advance(60);
    await fixture.first.apiKeys.revoke(admin, id);
    expect(await revokedAt()).toEqual(first);
    expect((await audited(id)).map(({ action }) => action)).toEqual(['api_key.created', 'api_key.revoked']);
    const unknown = '01920000-0000-7000-8000-000000000000' as ApiKeyId;
    expect(await outcomeOf(fixture.first.apiKeys.revoke(admin, unknown))).toBe('not_found');
  });

  it('AUTH-5: ends at its end, to the moment', async () => {
    const expiresAt = new Date(fixture.clock.now().getTime() + 10_000);
    const { key, id } = await createKey({ expiresAt });
    fixture.clock.advance(9);
    expect(await callWith(key)).not.toBeNull();
    fixture.clock.advance(1);
    expect(await outcomeOf(callWith(key))).toBe('unauthenticated');
    expect(await statusOf(id)).toBe('expired');
  });

  it('AUTH-5: cannot be made to end in the past', async () => {
    expect(await outcomeOf(createKey({ expiresAt: fixture.clock.now() }))).toBe('validation_failed');
  });

  it.each([
    ['is disabled', 'disabled_at = now()', 'disabled_at = NULL'],
    ['is no administrator', "role = 'member'", "role = 'admin'"],
  ])(
    'AUTH-5: works only while its maker is an enabled administrator: not when the maker %s',
    async (_, change, back) => {
      const { key, id } = await createKey();
      await setUser(admin.userId, change);
      expect(await outcomeOf(callWith(key))).toBe('unauthenticated');
      expect(await statusOf(id)).toBe('suspended');
      await setUser(admin.userId, back);
      expect(await callWith(key)).not.toBeNull();
    },
  );

  it.each([
    ['disabled', 'disabled_at = now()', 'disabled_at = NULL'],
    ['made a member', "role = 'member'", "role = 'admin'"],
  ])(
    'T-12: none is made by an administrator who was %s while they asked, also not for later',
    async (_, change, back) => {
      const other = await fixture.database.pool.connect();
      await other.query('BEGIN');
      await other.query(`UPDATE users SET ${change} WHERE id = $1`, [admin.userId]);
      const made = outcomeOf(createKey());
      await untilSomebodyWaitsForALock(fixture.database);
      await other.query('COMMIT');
      other.release();
      expect(await made).toBe('forbidden');
      await setUser(admin.userId, back);
      const { rows } = await fixture.database.pool.query('SELECT 1 FROM api_keys WHERE user_id = $1', [
        admin.userId,
      ]);
      expect(rows).toEqual([]);
    },
  );

  it('AUTH-5: goes with its maker’s account', async () => {
    const { key } = await createKey();
    await fixture.database.pool.query('DELETE FROM users WHERE id = $1', [admin.userId]);
    expect(await outcomeOf(callWith(key))).toBe('unauthenticated');
  });

  it('AUTH-5: its use is noted, at most once a minute', async () => {
    const { key, id } = await createKey();
    expect((await storedRow(id)).last_used_at).toBeNull();
    const firstUse = fixture.clock.now();
    await Promise.all([callWith(key), callWith(key, fixture.first)]);
    fixture.clock.advance(60);
    await callWith(key);
    expect((await storedRow(id)).last_used_at).toEqual(firstUse);
    fixture.clock.advance(1);
    await callWith(key);
    expect((await storedRow(id)).last_used_at).toEqual(fixture.clock.now());
  });

  it('AUTH-5: others’ keys, guesses and texts that only look like one are all refused with the same answer', async () => {
    const { key } = await createKey();
    const refusal = async (text: string) => {
      const error: unknown = await callWith(text).catch((caught: unknown) => caught);
      return error instanceof Error && 'status' in error ? [error.status, error.message] : error;
    };
    const answers = await Promise.all(['crl_', 'crl_x', `${key}A`, key.slice(0, -1)].map(refusal));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([401, expect.any(String)]);
  });

  it('OBS-3: a key that comes although it was revoked is in the audit log, once an hour however often it comes', async () => {
    const { key, id } = await createKey();
    await fixture.first.apiKeys.revoke(admin, id);
    await Promise.all(Array.from({ length: 20 }, () => outcomeOf(callWith(key))));
    expect((await audited(id)).slice(2)).toEqual([
      { action: 'api_key.refused', details: { reason: 'revoked' } },
    ]);
  });

  it('AUTH-5: all keys are listed, newest first, page by page', async () => {
    const made: string[] = [];
    for (let count = 0; count < 5; count += 1) made.unshift((await createKey()).id);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await fixture.first.apiKeys.list({ limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && seen.length < made.length);
    expect(seen.slice(0, 5)).toEqual(made);
    expect(await outcomeOf(fixture.first.apiKeys.list({ limit: 2, cursor: 'no' }))).toBe('validation_failed');
  });
});
