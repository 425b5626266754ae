import { createCarillonClient } from '@carillon/client';
import { failureOf } from '@carillon/client/errors';
import { createSession } from '@carillon/client/session';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { memoryStorage, watchedFetch } from './client-site.ts';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';

/** The machine may have much to do. */
const POLL = { timeout: 10_000 };

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000 });
});
afterAll(() => api.close());

/** An app in which somebody just signed up. `restart` is the same app after it was killed: what was not stored is gone. */
async function startApp(name: string) {
  const entries = new Map<string, string>();
  const way = watchedFetch();
  const open = () => {
    const session = createSession({ url: api.url, storage: memoryStorage(entries), fetch: way.fetch });
    return {
      session,
      client: createCarillonClient({ url: api.url, credentials: session, fetch: way.fetch }),
    };
  };
  const app = open();
  const email = `${name}@example.com`;
  await app.session.signUp({ email, password: PASSWORD });
  return { ...app, entries, way, email, restart: open };
}

/** Makes the stored access token one that is about to end, as it is after a quarter of an hour. */
function letAccessTokenEnd(entries: Map<string, string>): void {
  const session = JSON.parse(entries.get('carillon.session') ?? '') as Record<string, unknown>;
  entries.set('carillon.session', JSON.stringify({ ...session, expiresAtMs: Date.now() }));
}

describe('the session of an app', () => {
  it('API-1: calls are typed, and sent ten to a request at the most', async () => {
    const { client, way, email } = await startApp('batches');
    way.calls.length = 0;
    const answers = await Promise.all(Array.from({ length: 25 }, () => client.auth.me.query()));
    expect(new Set(answers.map(({ user }) => user.email))).toEqual(new Set([email]));
    expect(way.count('auth.me')).toBe(25);
  });

  it('AUTH-2: calls at the same moment renew the session once, and the new pair outlives a restart', async () => {
    const { client, way, entries, restart } = await startApp('renews');
    letAccessTokenEnd(entries);
    await Promise.all(Array.from({ length: 8 }, () => client.auth.me.query()));
    expect(way.count('auth.refresh')).toBe(1);
    const restarted = restart();
    letAccessTokenEnd(entries);
    await expect(restarted.client.auth.me.query()).resolves.toBeDefined();
  });

  it('AUTH-2: two users of one storage, such as tabs, do not use a refresh token twice', async () => {
    const { session, entries, way, restart } = await startApp('tabs');
    letAccessTokenEnd(entries);
    const other = restart().session;
    const tokens = await Promise.all([session.accessToken(), other.accessToken()]);
    expect(tokens[0]).toBe(tokens[1]);
    expect(way.count('auth.refresh')).toBe(1);
  });

  it('AUTH-2: a token that the server refuses is renewed, and the call done again', async () => {
    const { client, entries, way } = await startApp('refused');
    const session = JSON.parse(entries.get('carillon.session') ?? '') as Record<string, unknown>;
    entries.set('carillon.session', JSON.stringify({ ...session, accessToken: 'not one of ours' }));
    await expect(Promise.all([client.auth.me.query(), client.auth.me.query()])).resolves.toHaveLength(2);
    expect(way.count('auth.refresh')).toBe(1);
  });

  it('AUTH-2: without a connection the session stays; refused by the server it ends, and says so once', async () => {
    const { client, session, entries, way, email } = await startApp('ends');
    const heard: unknown[] = [];
    session.onChange((user) => heard.push(user));
    letAccessTokenEnd(entries);
    way.state.isCut = true;
    await expect(client.auth.me.query()).rejects.toThrow();
    expect((await session.user())?.email).toBe(email);

    way.state.isCut = false;
    await api.database.prisma.session.updateMany({
      data: { revokedAt: new Date() },
      where: { user: { email } },
    });
    const failure = await client.auth.me.query().catch(failureOf);
    expect(failure).toMatchObject({ code: 'unauthenticated', status: 401, requestId: expect.any(String) });
    expect(await session.user()).toBeNull();
    expect(heard).toEqual([null]);
  });

  it('AUTH-2: a storage that fails once loses no session', async () => {
    const { entries, way } = await startApp('storage');
    const storage = memoryStorage(entries);
    let isFull = true;
    const session = createSession({
      url: api.url,
      fetch: way.fetch,
      storage: {
        ...storage,
        async setItem(key, value) {
          if (isFull) throw new Error('full');
          await storage.setItem(key, value);
        },
      },
    });
    letAccessTokenEnd(entries);
    const token = await session.accessToken();
    isFull = false;
    expect(await session.accessToken()).toBe(token);
    expect(entries.get('carillon.session')).toContain(token);
    expect(way.count('auth.refresh')).toBe(1);
  });

  it('AUTH-2: who signs in ends the session that was there before, at the server too', async () => {
    const { session, email, restart } = await startApp('again');
    await session.signIn({ email, password: PASSWORD });
    const live = { user: { email }, revokedAt: null };
    await expect.poll(() => api.database.prisma.session.count({ where: live }), POLL).toBe(1);
    expect((await restart().client.auth.me.query()).user.email).toBe(email);
  });

  it('a wrong password is said at once, and does not renew anything', async () => {
    const { client, email, way } = await startApp('wrong');
    const failure = await client.auth.login.mutate({ email, password: 'not the password' }).catch(failureOf);
    expect(failure).toMatchObject({ code: 'unauthenticated' });
    expect(way.count('auth.login')).toBe(1);
    expect(way.count('auth.refresh')).toBe(0);
  });
});
