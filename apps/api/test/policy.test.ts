import { randomUUID } from 'node:crypto';
import { type Scope, scopeSchema } from '@carillon/contracts/api-keys';
import { browserSubscription } from '@carillon/testing/registry';
import { appRouter } from '@carillon/trpc/router';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProcedures } from '../src/http/procedures.ts';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createKey, createWorld, signIn, type World } from './world.ts';

/**
 * T-5: who gets what answer from each procedure, when the object in question is the owner's. A procedure that is not here
 * fails the test: decide first. A row says what people get, and names the scope that an API key needs (T-12); what others
 * get follows from these, unless the row says otherwise:
 *
 * - whose credentials are not accepted get what a session gets whose device was revoked;
 * - API keys and agents are refused, except that a key with the scope of the row gets what the administrator gets who made it.
 */
type Person = 'nobody' | 'revoked' | 'stranger' | 'owner' | 'admin';
/** `forged`: an access token for the owner's session that this server did not sign. */
type Refused = 'forged' | 'revokedKey';
/** `key` has the row's scope alone, or all scopes where the row has none; `otherKeys` all but the row's. */
type Machine = 'key' | 'otherKeys';
type Caller = Person | Refused | Machine;
interface Row {
  readonly input: (world: World) => unknown;
  readonly answers: Readonly<Record<Person, number> & Partial<Record<Machine, number>>>;
  readonly scope?: Scope;
}

function answersOf({ answers, scope }: Row): Record<Caller, number> {
  return {
    forged: answers.revoked,
    revokedKey: answers.revoked,
    key: scope === undefined ? 403 : answers.admin,
    otherKeys: 403,
    ...answers,
  };
}

const anyone = (status: number) => ({
  nobody: status,
  revoked: status,
  stranger: status,
  owner: status,
  admin: status,
  key: status,
  otherKeys: status,
});
const signedIn = { nobody: 401, revoked: 401, stranger: 200, owner: 200, admin: 200 };
const ownerAlone = { nobody: 401, revoked: 401, stranger: 403, owner: 200, admin: 403 };
const ownerOrAdmin = { nobody: 401, revoked: 401, stranger: 403, owner: 200, admin: 200 };
const ofTheCaller = { nobody: 401, revoked: 401, stranger: 404, owner: 200, admin: 404 };
const adminAlone = { nobody: 401, revoked: 401, stranger: 403, owner: 403, admin: 200 };
const agentAlone = { nobody: 401, revoked: 401, stranger: 403, owner: 403, admin: 403 };
const nothing = () => undefined;
const credentials = { email: 'nobody@example.com', password: 'not the password' };

const POLICY: Readonly<Record<string, Row>> = {
  'apiKeys.create': {
    input: () => ({ name: 'Backend', scopes: ['notifications:send'] }),
    answers: adminAlone,
  },
  'apiKeys.list': { input: () => ({}), answers: adminAlone },
  'apiKeys.revoke': { input: ({ apiKeyId }) => ({ id: apiKeyId }), answers: adminAlone },
  'audit.list': { scope: 'audit:read', input: () => ({}), answers: adminAlone },
  'auth.register': {
    input: () => ({ email: `${randomUUID()}@example.com`, password: 'long enough password' }),
    answers: anyone(200),
  },
  'auth.login': { input: () => credentials, answers: anyone(401) },
  'auth.refresh': { input: () => ({ refreshToken: 'unknown' }), answers: anyone(401) },
  'auth.logout': { input: () => ({ refreshToken: 'unknown' }), answers: anyone(200) },
  'auth.me': { input: nothing, answers: signedIn },
  'auth.changePassword': {
    input: () => ({ currentPassword: 'not the password', newPassword: 'long enough password' }),
    answers: { ...signedIn, stranger: 400, owner: 400, admin: 400 },
  },
  'auth.listSessions': { input: nothing, answers: signedIn },
  'auth.revokeSession': { input: ({ sessionId }) => ({ id: sessionId }), answers: ofTheCaller },
  'auth.revokeOtherSessions': { input: nothing, answers: signedIn },
  'client.poll': { input: () => ({}), answers: agentAlone },
  'client.ack': { input: () => ({ deliveryId: 'none', status: 'processed' }), answers: agentAlone },
  'devices.register': { input: () => ({ deviceId: randomUUID(), platform: 'ios' }), answers: signedIn },
  'devices.list': { scope: 'devices:read', input: () => ({}), answers: signedIn },
  'devices.get': {
    scope: 'devices:read',
    input: ({ deviceId }) => ({ id: deviceId }),
    answers: ownerOrAdmin,
  },
  'devices.update': { input: ({ deviceId }) => ({ id: deviceId, name: 'Renamed' }), answers: ownerAlone },
  'devices.revoke': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerAlone },
  'devices.bulkRevoke': { input: ({ deviceId }) => ({ ids: [deviceId] }), answers: signedIn },
  'devices.bulkRename': {
    input: ({ deviceId }) => ({ names: [{ id: deviceId, name: 'Renamed' }] }),
    answers: signedIn,
  },
  'devices.rotateSecret': {
    input: ({ agentId }) => ({ id: agentId }),
    answers: ownerAlone,
  },
  'devices.activity': {
    scope: 'devices:read',
    input: ({ agentId }) => ({ id: agentId }),
    answers: ownerOrAdmin,
  },
  'devices.replaceToken': {
    input: ({ phoneId }) => ({
      id: phoneId,
      pushToken: randomUUID().replaceAll('-', '').repeat(2),
      environment: 'production',
    }),
    answers: ownerAlone,
  },
  'devices.deliveries': {
    scope: 'notifications:read',
    input: ({ deviceId }) => ({ id: deviceId }),
    answers: ownerOrAdmin,
  },
  'devices.test': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerOrAdmin },
  'devices.preferences': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerOrAdmin },
  'devices.updatePreferences': {
    input: ({ deviceId }) => ({ id: deviceId, sound: false }),
    answers: ownerAlone,
  },
  'deviceTokens.register': {
    input: ({ phoneInstallationId }) => ({
      deviceId: phoneInstallationId,
      token: randomUUID().replaceAll('-', '').repeat(2),
      environment: 'production',
    }),
    answers: signedIn,
  },
  'deviceTokens.revoke': {
    input: ({ installationId }) => ({ deviceId: installationId }),
    answers: ofTheCaller,
  },
  'events.publish': {
    scope: 'notifications:send',
    input: ({ ownerId }) => ({ type: 'door.opened', userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'notifications.send': {
    scope: 'notifications:send',
    input: ({ deviceId }) => ({ audience: { deviceIds: [deviceId] }, title: 'Hello' }),
    answers: ownerOrAdmin,
  },
  'notifications.estimate': {
    scope: 'notifications:send',
    input: ({ deviceId }) => ({ audience: { deviceIds: [deviceId] } }),
    answers: ownerOrAdmin,
  },
  'notifications.cancel': {
    scope: 'notifications:send',
    input: ({ notificationId }) => ({ id: notificationId }),
    answers: ownerOrAdmin,
  },
  'notifications.list': { scope: 'notifications:read', input: () => ({}), answers: signedIn },
  'notifications.get': {
    scope: 'notifications:read',
    input: ({ notificationId }) => ({ id: notificationId }),
    answers: ownerOrAdmin,
  },
  'notifications.deliveries': {
    scope: 'notifications:read',
    input: ({ notificationId }) => ({ id: notificationId }),
    answers: ownerOrAdmin,
  },
  'pairings.create': { input: () => ({ deviceId: randomUUID(), platform: 'ios' }), answers: anyone(200) },
  'pairings.status': { input: () => ({ id: randomUUID(), verifier: 'unknown' }), answers: anyone(404) },
  'pairings.exchange': { input: () => ({ id: randomUUID(), verifier: 'unknown' }), answers: anyone(404) },
  'pairings.find': { input: ({ pairingCode }) => ({ code: pairingCode }), answers: signedIn },
  'pairings.confirm': { input: ({ pairingCode }) => ({ code: pairingCode }), answers: signedIn },
  'pairings.reject': { input: ({ pairingCode }) => ({ code: pairingCode }), answers: signedIn },
  'preferences.get': { input: nothing, answers: signedIn },
  'preferences.update': { input: () => ({ sound: false }), answers: signedIn },
  'push.vapidPublicKey': { input: nothing, answers: anyone(200) },
  'push.subscribe': {
    input: () => ({ ...browserSubscription(randomUUID()), deviceId: randomUUID() }),
    answers: signedIn,
  },
  'push.resubscribe': {
    input: ({ subscription }) => ({
      old: { endpoint: subscription.endpoint, auth: 'not-the-secret' },
      subscription: browserSubscription(randomUUID()),
    }),
    answers: anyone(404),
  },
  'push.unsubscribe': {
    input: ({ subscription }) => ({ endpoint: subscription.endpoint }),
    answers: { ...ownerOrAdmin, nobody: 401 },
  },
  'doctor.run': { input: nothing, answers: adminAlone },
  'settings.encryption': { input: nothing, answers: adminAlone },
  'settings.rotateEncryption': { input: nothing, answers: adminAlone },
  'push.listSubscriptions': {
    scope: 'devices:read',
    input: () => ({}),
    answers: { ...ownerOrAdmin, owner: 403 },
  },
  'push.report': { input: () => ({ receipt: 'x'.repeat(64), event: 'displayed' }), answers: anyone(403) },
  'settings.get': { input: nothing, answers: adminAlone },
  'settings.update': { input: () => ({ sending: { channels: { inbox: true } } }), answers: adminAlone },
  'stats.outcomes': {
    scope: 'notifications:read',
    input: () => ({ from: '2026-01-01T00:00:00Z' }),
    answers: adminAlone,
  },
  'topics.list': { scope: 'topics:read', input: () => ({}), answers: signedIn },
  'topics.create': {
    scope: 'topics:write',
    input: () => ({ name: `news-${randomUUID()}` }),
    answers: adminAlone,
  },
  'topics.delete': { scope: 'topics:write', input: ({ topic }) => ({ topic }), answers: adminAlone },
  'topics.members': { scope: 'topics:read', input: ({ topic }) => ({ topic }), answers: adminAlone },
  'topics.addMembers': {
    scope: 'topics:write',
    input: ({ topic, ownerId }) => ({ topic, userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'topics.removeMembers': {
    scope: 'topics:write',
    input: ({ topic, ownerId }) => ({ topic, userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'users.list': { scope: 'users:read', input: () => ({}), answers: adminAlone },
  'users.get': { scope: 'users:read', input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.holdings': { scope: 'users:read', input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.update': { input: ({ ownerId }) => ({ id: ownerId, role: 'admin' }), answers: adminAlone },
  'users.delete': { input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.setExternalId': {
    scope: 'users:write',
    input: ({ ownerId }) => ({ id: ownerId, externalId: randomUUID() }),
    answers: adminAlone,
  },
  'push.test': { input: () => ({}), answers: { ...signedIn, stranger: 409, admin: 409 } },
};

let api: LiveApi;
const keys = new Map<Scope, string>();
beforeAll(async () => {
  api = await startLiveApi({
    RATE_LIMIT_FACTOR: 10_000,
    MAX_DEVICES_PER_USER: 1_000,
    WEBPUSH_ALLOWED_HOSTS: ['.push.example'],
  });
  const admin = await signIn(api, 'admin');
  for (const scope of scopeSchema.options) keys.set(scope, (await createKey(api, admin, [scope])).key);
});
afterAll(() => api.close());

const procedures = listProcedures(appRouter);

async function callProcedure(
  { path, type }: (typeof procedures)[number],
  input: unknown,
  token: string | undefined,
) {
  return type === 'query'
    ? api.call('GET', `/trpc/${path}${asQuery(input)}`, undefined, token)
    : api.call('POST', `/trpc/${path}`, input ?? {}, token);
}

function rowOf(path: string): Row {
  const row = POLICY[path];
  if (row === undefined) throw new Error(`${path} is not in the policy`);
  return row;
}

describe('who may call what', () => {
  it('T-5: the policy names every procedure, and nothing else', () => {
    expect(Object.keys(POLICY).sort()).toEqual(procedures.map(({ path }) => path));
  });

  it.each(procedures)('T-5: $path answers each caller as the policy says', async (procedure) => {
    const row = rowOf(procedure.path);
    const expected = answersOf(row);
    const scopes = row.scope === undefined ? scopeSchema.options : [row.scope];
    const isRefused = (caller: Caller) => Number(expected[caller] >= 400);
    const callers = (Object.keys(expected) as Caller[]).sort((a, b) => isRefused(b) - isRefused(a));
    const answers: Record<string, number> = {};
    let world = await createWorld(api, scopes);
    for (const caller of callers) {
      const { status } = await callProcedure(procedure, row.input(world), world.tokens[caller]);
      answers[caller] = status;
      // Whoever is refused changes nothing; after anybody else the world is another one.
      if (status < 400) world = await createWorld(api, scopes);
    }
    expect(answers).toEqual(expected);
  });
});

describe('what API keys may call', () => {
  const withScopes = procedures.map(({ path, scope }) => [path, scope] as const);

  it('T-12: each procedure takes the scope that the policy says, and those that say nothing take none', () => {
    const policy = procedures.map(({ path }) => [path, rowOf(path).scope ?? null] as const);
    expect(withScopes).toEqual(policy);
  });

  it('T-12: every scope is of use', () => {
    expect(new Set(withScopes.map(([, scope]) => scope))).toEqual(new Set([...scopeSchema.options, null]));
  });

  it.each(procedures)('T-12: $path, with a key of each scope alone', async (procedure) => {
    const row = rowOf(procedure.path);
    const expected: Record<string, unknown> = {};
    const answers: Record<string, unknown> = {};
    const world = await createWorld(api, scopeSchema.options);
    // Where credentials are not looked at, a key is like nothing.
    const isRefused = procedure.access !== 'none';
    for (const [scope, key] of keys) {
      if (scope === row.scope) continue;
      const { status, body } = await callProcedure(procedure, row.input(world), key);
      expected[scope] = isRefused ? [403, 'insufficient_scope'] : [answersOf(row).key];
      answers[scope] = isRefused ? [status, body.error?.data?.code] : [status];
    }
    expect(answers).toEqual(expected);
  });
});

function asQuery(input: unknown): string {
  return input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
}
