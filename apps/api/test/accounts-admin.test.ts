import { randomUUID } from 'node:crypto';
import { createUser } from '@carillon/testing/factories';
import { untilSomebodyWaitsForALock } from '@carillon/testing/lock-waits';
import { browserSubscription } from '@carillon/testing/registry';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

type Person = Awaited<ReturnType<typeof signIn>>;

/** Two processes over one database: administrators work at the one, everybody else at the other. */
let api: LiveApi;
let other: LiveApi;
let admin: Person;
beforeAll(async () => {
  const settings = { RATE_LIMIT_FACTOR: 100, WEBPUSH_ALLOWED_HOSTS: ['.push.example'] };
  api = await startLiveApi(settings);
  other = await startLiveApi(settings, api.database);
});
afterAll(async () => {
  await other.stop();
  await api.close();
});
beforeEach(async () => {
  await api.database.pool.query('TRUNCATE users CASCADE');
  admin = await signIn(api, 'admin');
});

const call = (who: Pick<Person, 'accessToken'>, method: string, path: string, body?: unknown, at = api) =>
  at.call(method, `/api/v1${path}`, body, who.accessToken);
const update = (userId: string, change: object, who: Person = admin, at = api): Promise<Answer> =>
  call(who, 'PATCH', `/users/${userId}`, change, at);
const remove = (userId: string, who: Person = admin, at = api): Promise<Answer> =>
  call(who, 'DELETE', `/users/${userId}`, undefined, at);
const isLive = async (who: Pick<Person, 'accessToken'>): Promise<boolean> =>
  (await call(who, 'GET', '/auth/me', undefined, other)).status === 200;
const outcomeOf = ({ status, body }: Answer) => [status, body.code];

async function poll(agent: { readonly id: string; readonly secret: string }): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${agent.id}:${agent.secret}`).toString('base64')}`;
  const response = await fetch(`${other.url}/api/v1/client/poll`, { headers: { authorization } });
  await response.body?.cancel();
  return response.status;
}

describe('reading accounts', () => {
  it('AUTH-1: an administrator reads one with its role, devices and whether it is disabled; 404 when there is none', async () => {
    const member = await signIn(api, 'member');
    await call(member, 'POST', '/devices', { device_id: 'phone', platform: 'ios' });
    const { status, body } = await call(admin, 'GET', `/users/${member.userId}`);
    expect([status, body]).toEqual([
      200,
      {
        id: member.userId,
        email: `${member.userId}@example.com`,
        name: null,
        role: 'member',
        external_id: null,
        disabled_at: null,
        devices: 1,
        created_at: expect.any(String),
      },
    ]);
    for (const path of ['', '/holdings']) {
      expect(outcomeOf(await call(admin, 'GET', `/users/${randomUUID()}${path}`))).toEqual([
        404,
        'not_found',
      ]);
    }
    expect((await update(randomUUID(), { role: 'admin' })).status).toBe(404);
    expect((await remove(randomUUID())).status).toBe(404);
  });

  it('REG-11: says before what a deletion would take away', async () => {
    const member = await signIn(api, 'member');
    for (const deviceId of ['phone', 'tablet']) {
      await call(member, 'POST', '/devices', { device_id: deviceId, platform: 'ios' });
    }
    await call(member, 'DELETE', '/devices/tablet');
    await call(admin, 'POST', '/topics', { name: 'news' });
    await call(member, 'POST', '/topics/news/members', {});
    const { body } = await call(admin, 'GET', `/users/${member.userId}/holdings`);
    expect(body).toEqual({ devices: 2, sessions: 1, api_keys: 0, topics: 1 });
    await call(admin, 'DELETE', '/topics/news');
  });
});

describe('roles', () => {
  it('AUTH-1: a role counts from the next request on, on another process, and its change is in the audit log', async () => {
    const member = await signIn(api, 'member');
    const list = () => call(member, 'GET', '/users', undefined, other);
    expect((await list()).status).toBe(403);
    expect((await update(member.userId, { role: 'admin' })).body.role).toBe('admin');
    expect((await list()).status).toBe(200);
    await update(member.userId, { role: 'member' });
    expect((await list()).status).toBe(403);
    // What changes nothing is no event.
    await update(member.userId, { role: 'member', disabled: false });
    await update(member.userId, {});
    const events = await api.database.prisma.auditEvent.findMany({
      where: { targetId: member.userId },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ userId, action, details }) => [userId, action, details])).toEqual([
      [admin.userId, 'user.role_changed', { from: 'member', to: 'admin' }],
      [admin.userId, 'user.role_changed', { from: 'admin', to: 'member' }],
    ]);
  });

  it('AUTH-5: a key of an administrator who becomes a member is refused with the next request', async () => {
    const second = await signIn(api, 'admin');
    const key = { name: 'crm', scopes: ['users:read'] };
    const { body } = await call(second, 'POST', '/api-keys', key);
    const read = () => call({ accessToken: body.key }, 'GET', `/users/${admin.userId}`, undefined, other);
    expect((await read()).status).toBe(200);
    await update(second.userId, { role: 'member' });
    expect((await read()).status).toBe(401);
  });
});

describe('disabling', () => {
  it('T-13, AUTH-2: ends sessions, refresh tokens, API keys and agents on another process, and enabling opens none of them', async () => {
    const email = 'leaver@example.com';
    const { accessToken, refreshToken, user } = await api.register(email);
    await update(user.id, { role: 'admin' });
    const leaver = { accessToken };
    const dashboard = await signIn(api, 'member');
    const { body: key } = await call(leaver, 'POST', '/api-keys', { name: 'k', scopes: ['users:read'] });
    const { body: agent } = await call(leaver, 'POST', '/devices', { device_name: 'backup server' });
    const asKey = () => call({ accessToken: key.key }, 'GET', '/users', undefined, other);
    expect([await isLive(leaver), (await asKey()).status, await poll(agent)]).toEqual([true, 200, 200]);

    const disabled = await update(user.id, { disabled: true });
    expect([disabled.status, disabled.body.disabled_at]).toEqual([200, expect.any(String)]);
    expect([await isLive(leaver), (await asKey()).status, await poll(agent)]).toEqual([false, 401, 401]);
    const refresh = () => other.call('POST', '/api/v1/auth/refresh', { refresh_token: refreshToken });
    expect((await refresh()).status).toBe(401);
    const login = () => other.call('POST', '/api/v1/auth/login', { email, password: PASSWORD });
    expect((await login()).status).toBe(401);
    expect(await isLive(dashboard)).toBe(true);

    const enabled = await update(user.id, { disabled: false });
    expect(enabled.body.disabled_at).toBeNull();
    expect([await isLive(leaver), (await asKey()).status, (await refresh()).status]).toEqual([
      false,
      401,
      401,
    ]);
    // An agent never comes back from being revoked (REG-10), so it is not; and the person signs in again.
    expect([await poll(agent), (await login()).status]).toEqual([200, 200]);

    const ended = await api.database.prisma.session.findFirstOrThrow({
      where: { userId: user.id, revokedAt: { not: null } },
    });
    expect(ended.revokeReason).toBe('user_disabled');
    const events = await api.database.prisma.auditEvent.findMany({
      where: { targetId: user.id, action: { in: ['user.disabled', 'user.enabled'] } },
      orderBy: { id: 'asc' },
    });
    expect(events.map(({ action, details }) => [action, details])).toEqual([
      ['user.disabled', { sessions: '1', api_keys: '1' }],
      ['user.enabled', {}],
    ]);
  });

  it('T-13: a sign-in that overlaps it leaves no session behind', async () => {
    for (let rounds = 0; rounds < 5; rounds += 1) {
      const user = await createUser(api.database, { role: 'member' });
      const opening = () =>
        other.services.auth.sessions.open({
          userId: user.id,
          kind: 'app',
          client: { ipAddress: null, userAgent: null },
          passwordHash: null,
        });
      await Promise.all([opening(), opening(), update(user.id, { disabled: true }), opening(), opening()]);
      const live = await api.database.prisma.session.count({ where: { userId: user.id, revokedAt: null } });
      expect(live).toBe(0);
    }
  });
});

describe('the last administrator', () => {
  it('AUTH-1: can be neither demoted, nor disabled, nor deleted, also not by themselves; a disabled one does not count', async () => {
    const disabled = await signIn(api, 'admin');
    await update(disabled.userId, { disabled: true });
    for (const change of [{ role: 'member' }, { disabled: true }]) {
      expect(outcomeOf(await update(admin.userId, change))).toEqual([409, 'last_admin']);
    }
    expect(outcomeOf(await remove(admin.userId))).toEqual([409, 'last_admin']);
    expect(await isLive(admin)).toBe(true);
    expect((await remove(disabled.userId)).status).toBe(204);
    // With another one, they may go.
    const second = await signIn(api, 'admin');
    expect((await update(admin.userId, { role: 'member' })).status).toBe(200);
    expect(outcomeOf(await update(second.userId, { role: 'member' }, second))).toEqual([409, 'last_admin']);
  });

  it.each([
    [
      'demote',
      (target: Person, by: Person, at: LiveApi) => update(target.userId, { role: 'member' }, by, at),
    ],
    [
      'disable',
      (target: Person, by: Person, at: LiveApi) => update(target.userId, { disabled: true }, by, at),
    ],
    ['delete', (target: Person, by: Person, at: LiveApi) => remove(target.userId, by, at)],
  ])(
    'AUTH-1: of six administrators who %s each other in a ring at once, at least one stays',
    async (_, act) => {
      for (let rounds = 0; rounds < 3; rounds += 1) {
        await api.database.pool.query('TRUNCATE users CASCADE');
        const all = await Promise.all(Array.from({ length: 6 }, () => signIn(api, 'admin')));
        const answers = await Promise.all(
          all.map((by, index) => {
            const target = all[(index + 1) % all.length] ?? by;
            return act(target, by, index % 2 === 0 ? api : other);
          }),
        );
        const left = await api.database.prisma.user.count({ where: { role: 'admin', disabledAt: null } });
        const done = answers.filter(({ status }) => status < 300).length;
        expect(left).toBeGreaterThanOrEqual(1);
        expect(left).toBe(6 - done);
        // Those who were taken away before their turn came are nobody, or no administrators, any more.
        for (const { status } of answers) expect([200, 204, 401, 403, 409]).toContain(status);
      }
    },
  );

  it('AUTH-1: of two who both demote themselves at once one is refused', async () => {
    for (let rounds = 0; rounds < 5; rounds += 1) {
      await api.database.pool.query('TRUNCATE users CASCADE');
      const [first, second] = await Promise.all([signIn(api, 'admin'), signIn(api, 'admin')]);
      const answers = await Promise.all([
        update(first.userId, { role: 'member' }, first, api),
        update(second.userId, { role: 'member' }, second, other),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    }
  });
});

describe('deleting', () => {
  it('REG-11: while somebody with a long history is deleted, administrators sign in and register devices as ever', async () => {
    const gone = await signIn(api, 'member');
    const { body: device } = await call(gone, 'POST', '/devices', { device_id: 'phone', platform: 'ios' });
    // The deletion takes as long as this holds the device.
    const holding = await api.database.pool.connect();
    await holding.query('BEGIN');
    await holding.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [device.id]);
    const deleting = remove(gone.userId);
    await untilSomebodyWaitsForALock(api.database);
    const client = { ipAddress: null, userAgent: null };
    const opening = { userId: admin.userId, kind: 'app', client, passwordHash: null } as const;
    expect(await other.services.auth.sessions.open(opening)).not.toBeNull();
    const registration = { device_id: 'tablet', platform: 'ios' };
    expect((await call(admin, 'POST', '/devices', registration, other)).status).toBe(201);
    await holding.query('COMMIT');
    holding.release();
    expect((await deleting).status).toBe(204);
  });

  it('REG-11: takes the account and everything of it, and nothing of anybody else; the audit log remembers', async () => {
    const [gone, stays] = await Promise.all([signIn(api, 'member'), signIn(api, 'member')]);
    for (const [person, installation] of [
      [gone, 'theirs'],
      [stays, 'mine'],
    ] as const) {
      const subscription = { ...browserSubscription(randomUUID()), device_id: installation };
      await call(person, 'POST', '/push/subscribe', subscription);
      await call(person, 'POST', '/push/test', {});
      await call(person, 'POST', '/devices', { device_name: 'agent' });
    }
    const { database } = api;
    const counts = async () => {
      const { rows } = await database.pool.query(
        `SELECT (SELECT count(*)::int FROM devices) AS devices, (SELECT count(*)::int FROM push_tokens) AS tokens,
           (SELECT count(*)::int FROM agent_credentials) AS credentials, (SELECT count(*)::int FROM sessions) AS sessions,
           (SELECT count(*)::int FROM deliveries) AS deliveries`,
      );
      return rows[0];
    };
    const before = { devices: 4, tokens: 2, credentials: 2, sessions: 3, deliveries: 2 };
    expect(await counts()).toEqual(before);
    expect((await remove(gone.userId)).status).toBe(204);
    const after = { devices: 2, tokens: 1, credentials: 1, sessions: 2, deliveries: 1 };
    expect(await counts()).toEqual(after);
    expect([await isLive(gone), await isLive(stays)]).toEqual([false, true]);
    expect((await remove(gone.userId)).status).toBe(404);
    const events = await database.prisma.auditEvent.findMany({ where: { action: 'user.deleted' } });
    expect(events).toMatchObject([
      {
        userId: admin.userId,
        targetId: gone.userId,
        details: { email: `${gone.userId}@example.com`, role: 'member' },
      },
    ]);
  });

  it('REG-11, OBS-3: an administrator who deletes themselves is named in the audit log all the same', async () => {
    await signIn(api, 'admin');
    expect((await remove(admin.userId)).status).toBe(204);
    const event = await api.database.prisma.auditEvent.findFirstOrThrow({
      where: { action: 'user.deleted' },
    });
    expect(event).toMatchObject({
      userId: null,
      actor: `${admin.userId}@example.com`,
      targetId: admin.userId,
    });
  });

  it('REG-11: a deletion that blocks a worker which blocks the deletion begins again, and succeeds', async () => {
    const person = await signIn(api, 'member');
    const subscription = { ...browserSubscription(randomUUID()), device_id: 'browser' };
    const { body } = await call(person, 'POST', '/push/subscribe', subscription);
    const worker = await api.database.pool.connect();
    await worker.query("BEGIN; SET LOCAL deadlock_timeout = '15s'");
    await worker.query('SELECT 1 FROM push_tokens WHERE device_id = $1 FOR UPDATE', [body.device_id]);
    const deleting = remove(person.userId);
    await untilSomebodyWaitsForALock(api.database);
    // Now each has what the other wants. PostgreSQL ends the deletion, which looks for that sooner.
    await worker.query('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [body.device_id]);
    await worker.query('COMMIT');
    worker.release();
    expect((await deleting).status).toBe(204);
    expect(await api.database.prisma.device.count({ where: { id: body.device_id } })).toBe(0);
  });
});
