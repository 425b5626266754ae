import { randomUUID } from 'node:crypto';
import { startOidcIssuer, type TestIssuer } from '@carillon/testing/oidc-issuer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type LiveApi, startLiveApi } from './live-api.ts';
import { signIn } from './world.ts';

/** People who come with tokens of an issuer, as an app's would; they have no session of ours. */
let issuer: TestIssuer;
let api: LiveApi;
let other: LiveApi;
beforeAll(async () => {
  issuer = await startOidcIssuer();
  const settings = { OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience, RATE_LIMIT_FACTOR: 100 };
  api = await startLiveApi(settings);
  other = await startLiveApi(settings, api.database);
});
afterAll(async () => {
  await other.stop();
  await api.close();
  await issuer[Symbol.asyncDispose]();
});

async function newBearer(subject = `person-${randomUUID()}`) {
  const { accessToken } = await issuer.signIn({ subject });
  return { subject, accessToken };
}
const call = (token: string, method: string, path: string, body?: unknown, at = api): Promise<Answer> =>
  at.call(method, `/api/v1${path}`, body, token);
const phone = () => ({ device_id: randomUUID(), platform: 'ios' });

describe('a person with a token of the issuer', () => {
  it('AUTH-3: is somebody at once, the same on every process, and is found by their subject as external id', async () => {
    const { subject, accessToken } = await newBearer();
    const { status, body } = await call(accessToken, 'GET', '/auth/me');
    expect([status, body.user]).toEqual([
      200,
      {
        id: expect.any(String),
        email: `${body.user.id}@oidc.invalid`,
        name: null,
        role: 'member',
        created_at: expect.any(String),
      },
    ]);
    expect((await call(accessToken, 'GET', '/auth/me', undefined, other)).body).toEqual(body);
    await call(accessToken, 'POST', '/devices', phone());
    const admin = await signIn(api, 'admin');
    const audience = { external_ids: [subject] };
    const estimate = await call(admin.accessToken, 'POST', '/notifications/estimate', { audience });
    expect(estimate.body.devices).toBe(1);
  });

  it('AUTH-3: registers devices, gives and takes their tokens, and revokes the device in hand, without a session', async () => {
    const { accessToken } = await newBearer();
    const device = phone();
    const registered = await call(accessToken, 'POST', '/devices', device);
    expect(registered.status).toBe(201);
    const token = { token: randomUUID().replaceAll('-', '').repeat(2), deviceId: device.device_id };
    const given = { ...token, environment: 'production' };
    expect((await call(accessToken, 'POST', '/notifications/device-tokens', given)).status).toBe(201);
    const taken = await call(accessToken, 'DELETE', `/notifications/device-tokens/${device.device_id}`);
    expect(taken.status).toBe(204);
    expect(
      (await call(accessToken, 'DELETE', `/devices/${registered.body.id}`, undefined, other)).status,
    ).toBe(204);
    // The token is the issuer's to end, not ours: it still stands for its person.
    const { status, body } = await call(accessToken, 'GET', '/devices');
    expect([status, body.devices.map((each: { status: string }) => each.status)]).toEqual([200, ['revoked']]);
    expect((await call(accessToken, 'POST', '/devices', device)).body.status).toBe('active');
  });

  it('AUTH-3: has sessions of ours where an app was paired, none of which is the present one, and can end them all', async () => {
    const { accessToken } = await newBearer();
    const { body: asked } = await api.call('POST', '/api/v1/auth/pairings', phone());
    expect((await call(accessToken, 'POST', '/auth/pairings/confirm', { code: asked.code })).status).toBe(
      200,
    );
    const proof = { verifier: asked.verifier };
    const { body: paired } = await api.call('POST', `/api/v1/auth/pairings/${asked.id}/exchange`, proof);
    const { body: listed } = await call(accessToken, 'GET', '/auth/sessions');
    expect(listed.sessions.map(({ current }: { current: boolean }) => current)).toEqual([false]);
    expect((await call(paired.access_token, 'GET', '/auth/me', undefined, other)).status).toBe(200);
    expect((await call(accessToken, 'DELETE', '/auth/sessions')).body).toEqual({ ended: 1 });
    expect((await call(paired.access_token, 'GET', '/auth/me', undefined, other)).status).toBe(401);
    const unknown = await call(accessToken, 'DELETE', `/auth/sessions/${randomUUID()}`);
    expect(unknown.status).toBe(404);
  });

  it('AUTH-3: has no password that could be changed', async () => {
    const { accessToken } = await newBearer();
    const change = { current_password: 'x', new_password: 'a long enough password' };
    const { status, body } = await call(accessToken, 'POST', '/auth/password', change);
    expect([status, body.errors[0].path]).toEqual([400, 'current_password']);
  });

  it("T-5: is a member like any other: nothing of administrators, and nobody else's device", async () => {
    const [mine, theirs] = await Promise.all([newBearer(), newBearer()]);
    const { body: device } = await call(theirs.accessToken, 'POST', '/devices', phone());
    expect((await call(mine.accessToken, 'GET', '/users')).status).toBe(403);
    for (const method of ['GET', 'DELETE']) {
      expect((await call(mine.accessToken, method, `/devices/${device.id}`)).status).toBe(403);
    }
  });

  it('T-13: who is disabled is refused with the next request on every process, and let in again when enabled', async () => {
    const { accessToken } = await newBearer();
    const { body } = await call(accessToken, 'GET', '/auth/me');
    const admin = await signIn(api, 'admin');
    const setDisabled = (disabled: boolean) =>
      call(admin.accessToken, 'PATCH', `/users/${body.user.id}`, { disabled });
    await setDisabled(true);
    for (const at of [api, other]) {
      expect((await call(accessToken, 'GET', '/auth/me', undefined, at)).status).toBe(401);
    }
    await setDisabled(false);
    expect((await call(accessToken, 'GET', '/auth/me', undefined, other)).status).toBe(200);
  });
});

describe('what is not accepted', () => {
  it('AUTH-3: another audience is 401, as any credentials that are not good, and the sign-in goes on beside it', async () => {
    const { accessToken } = await issuer.signIn({ subject: 'somebody' }, 'https://other.example/api');
    const refused = await call(accessToken, 'GET', '/auth/me');
    expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
    const nonsense = await call('a.b.c', 'GET', '/auth/me');
    expect(nonsense.body.detail).toBe(refused.body.detail);
    const login = { email: 'nobody@example.com', password: 'wrong' };
    expect((await call(accessToken, 'POST', '/auth/login', login)).body.code).toBe('unauthenticated');
  });

  it('AUTH-3: while the issuer is away, its tokens are 503 with Retry-After, and everybody else goes on', async () => {
    const fresh = await startLiveApi(
      { OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience },
      api.database,
    );
    const { accessToken } = await newBearer();
    issuer.behave('away');
    const { status, body, headers } = await call(accessToken, 'GET', '/auth/me', undefined, fresh);
    issuer.behave('sound');
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
    const person = await signIn(fresh, 'member');
    expect((await call(person.accessToken, 'GET', '/auth/me', undefined, fresh)).status).toBe(200);
    await fresh.stop();
  });

  it('AUTH-3: an installation that closed its registration says so to a new subject', async () => {
    const closed = await startLiveApi(
      { OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience, REGISTRATION: 'closed' },
      api.database,
    );
    const { accessToken } = await newBearer();
    const { status, body } = await call(accessToken, 'GET', '/auth/me', undefined, closed);
    expect([status, body.code]).toEqual([403, 'registration_closed']);
    await call(accessToken, 'GET', '/auth/me');
    expect((await call(accessToken, 'GET', '/auth/me', undefined, closed)).status).toBe(200);
    await closed.stop();
  });
});

it('AUTH-3: who signs in to the dashboard with the same issuer is the same person', async () => {
  const subject = `person-${randomUUID()}`;
  const settings = { OIDC_ISSUER: issuer.issuer, OIDC_AUDIENCE: issuer.audience };
  const shared = await startLiveApi({ ...settings, AUTH_OIDC_ISSUER: `${issuer.issuer}/` }, api.database);
  const profile = { provider: 'oidc', providerAccountId: subject, email: 'sso@example.com', name: null };
  const context = { kind: 'dashboard', client: { ipAddress: '192.0.2.7', userAgent: null } } as const;
  const { user } = await shared.services.auth.accounts.signInByProvider(profile, context);
  const { accessToken } = await issuer.signIn({ subject });
  expect((await call(accessToken, 'GET', '/auth/me', undefined, shared)).body.user.id).toBe(user.id);
  await shared.stop();
});
