import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LiveApi, PASSWORD, startLiveApi } from './live-api.ts';

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({ RATE_LIMIT_FACTOR: 1000 });
});
afterAll(() => api.close());

describe('accounts by REST', () => {
  it('AUTH-1: registers with 201, the first user as admin and the next as member, with a pair of tokens', async () => {
    const first = await api.call('POST', '/api/v1/auth/register', {
      email: ' First@Example.com',
      password: PASSWORD,
      name: 'First',
    });
    expect(first.status).toBe(201);
    expect(first.body).toEqual({
      user: {
        id: expect.any(String),
        email: 'first@example.com',
        name: 'First',
        role: 'admin',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 900,
    });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect((await api.register('second@example.com')).user.role).toBe('member');
    const again = await api.call('POST', '/api/v1/auth/register', {
      email: 'first@example.com',
      password: PASSWORD,
    });
    expect([again.status, again.body.code]).toEqual([409, 'email_taken']);
  });

  it('API-2: refuses a bad registration by its fields', async () => {
    const { status, body } = await api.call('POST', '/api/v1/auth/register', {
      email: 'nobody',
      password: 'short',
    });
    expect(status).toBe(400);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['email', 'password']);
    expect(JSON.stringify(body)).not.toContain('short"');
  });

  it('AUTH-2: signs in, tells who it is, refreshes, and signs out', async () => {
    await api.register('cycle@example.com');
    const login = await api.call('POST', '/api/v1/auth/login', {
      email: 'cycle@example.com',
      password: PASSWORD,
    });
    expect(login.status).toBe(200);
    const me = await api.call('GET', '/api/v1/auth/me', undefined, login.body.access_token);
    expect(me.body.user.email).toBe('cycle@example.com');
    const refreshed = await api.call('POST', '/api/v1/auth/refresh', {
      refreshToken: login.body.refresh_token,
    });
    expect(refreshed.status).toBe(200);
    const out = await api.call('POST', '/api/v1/auth/logout', {
      refresh_token: refreshed.body.refresh_token,
    });
    expect([out.status, out.body]).toEqual([204, '']);
    expect((await api.call('GET', '/api/v1/auth/me', undefined, refreshed.body.access_token)).status).toBe(
      401,
    );
  });

  it('T-8: a wrong email and a wrong password are the same answer', async () => {
    await api.register('guess@example.com');
    const answers = await Promise.all(
      ['guess@example.com', 'nobody@example.com'].map((email) =>
        api.call('POST', '/api/v1/auth/login', { email, password: 'wrong password' }),
      ),
    );
    const [known, unknown] = answers.map(({ status, body: { request_id: _, ...body } }) => ({
      status,
      body,
    }));
    expect(known).toEqual(unknown);
    expect(known?.status).toBe(401);
  });

  it('an expired or foreign token does not stop a sign-in, and is refused elsewhere', async () => {
    await api.register('stale@example.com');
    const login = { email: 'stale@example.com', password: PASSWORD };
    expect((await api.call('POST', '/api/v1/auth/login', login, 'stale')).status).toBe(200);
    const me = await api.call('GET', '/api/v1/auth/me', undefined, 'stale');
    expect([me.status, me.body.code]).toEqual([401, 'unauthenticated']);
  });

  it('AUTH-2: lists sessions and ends one; its tokens stop working at once', async () => {
    const { accessToken } = await api.register('sessions@example.com');
    const other = await api.call('POST', '/api/v1/auth/login', {
      email: 'sessions@example.com',
      password: PASSWORD,
    });
    const { body } = await api.call('GET', '/api/v1/auth/sessions', undefined, accessToken);
    expect(body.sessions).toHaveLength(2);
    const ended = body.sessions.find(({ current }: { current: boolean }) => !current);
    const path = `/api/v1/auth/sessions/${ended.id}`;
    expect((await api.call('DELETE', path, undefined, accessToken)).status).toBe(204);
    expect((await api.call('GET', '/api/v1/auth/me', undefined, other.body.access_token)).status).toBe(401);
    expect((await api.call('DELETE', path, undefined, accessToken)).status).toBe(404);
  });

  it('T-5: nobody ends the session of somebody else', async () => {
    const mine = await api.register('mine@example.com');
    const theirs = await api.register('theirs@example.com');
    const { body } = await api.call('GET', '/api/v1/auth/sessions', undefined, theirs.accessToken);
    const path = `/api/v1/auth/sessions/${body.sessions[0].id}`;
    expect((await api.call('DELETE', path, undefined, mine.accessToken)).status).toBe(404);
    expect((await api.call('GET', '/api/v1/auth/me', undefined, theirs.accessToken)).status).toBe(200);
  });

  it('T-13: changing the password ends all other sessions and keeps this one', async () => {
    const { accessToken } = await api.register('change@example.com');
    const login = { email: 'change@example.com', password: PASSWORD };
    const other = await api.call('POST', '/api/v1/auth/login', login);
    const send = (current_password: string) =>
      api.call(
        'POST',
        '/api/v1/auth/password',
        { current_password, new_password: 'another long password' },
        accessToken,
      );
    const wrong = await send('not the password');
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([400, 'current_password']);
    expect((await send(PASSWORD)).status).toBe(204);
    expect((await api.call('GET', '/api/v1/auth/me', undefined, other.body.access_token)).status).toBe(401);
    expect((await api.call('GET', '/api/v1/auth/me', undefined, accessToken)).status).toBe(200);
    expect((await api.call('POST', '/api/v1/auth/login', login)).status).toBe(401);
  });
});
