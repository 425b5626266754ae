import { randomUUID } from 'node:crypto';
import { browserSubscription } from '@carillon/testing/registry';
import { appRouter } from '@carillon/trpc/router';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProcedures } from '../src/http/procedures.ts';
import { type LiveApi, startLiveApi } from './live-api.ts';
import { createWorld, type World } from './world.ts';

/**
 * T-5: who gets what answer from each procedure, when the object in question is the owner's. `stranger` is another member,
 * `revoked` a session whose device was revoked. A procedure that is not here fails the test: decide first.
 */
type Caller = 'nobody' | 'revoked' | 'stranger' | 'owner' | 'admin';
interface Row {
  readonly input: (world: World) => unknown;
  readonly answers: Readonly<Record<Caller, number>>;
}

const anyone = (status: number) => ({
  nobody: status,
  revoked: status,
  stranger: status,
  owner: status,
  admin: status,
});
const signedIn = { nobody: 401, revoked: 401, stranger: 200, owner: 200, admin: 200 };
const ownerAlone = { nobody: 401, revoked: 401, stranger: 403, owner: 200, admin: 403 };
const ownerOrAdmin = { nobody: 401, revoked: 401, stranger: 403, owner: 200, admin: 200 };
const ofTheCaller = { nobody: 401, revoked: 401, stranger: 404, owner: 200, admin: 404 };
const adminAlone = { nobody: 401, revoked: 401, stranger: 403, owner: 403, admin: 200 };
const nothing = () => undefined;
const credentials = { email: 'nobody@example.com', password: 'not the password' };

const POLICY: Readonly<Record<string, Row>> = {
  'apiKeys.create': {
    input: () => ({ name: 'Backend', scopes: ['notifications:send'] }),
    answers: adminAlone,
  },
  'apiKeys.list': { input: () => ({}), answers: adminAlone },
  'apiKeys.revoke': { input: ({ apiKeyId }) => ({ id: apiKeyId }), answers: adminAlone },
  'audit.list': { input: () => ({}), answers: adminAlone },
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
  'devices.register': { input: () => ({ deviceId: randomUUID(), platform: 'ios' }), answers: signedIn },
  'devices.list': { input: () => ({}), answers: signedIn },
  'devices.get': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerOrAdmin },
  'devices.update': { input: ({ deviceId }) => ({ id: deviceId, name: 'Renamed' }), answers: ownerAlone },
  'devices.revoke': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerAlone },
  'devices.bulkRevoke': { input: ({ deviceId }) => ({ ids: [deviceId] }), answers: signedIn },
  'devices.bulkRename': {
    input: ({ deviceId }) => ({ names: [{ id: deviceId, name: 'Renamed' }] }),
    answers: signedIn,
  },
  'devices.replaceToken': {
    input: ({ phoneId }) => ({
      id: phoneId,
      pushToken: randomUUID().replaceAll('-', '').repeat(2),
      environment: 'production',
    }),
    answers: ownerAlone,
  },
  'devices.deliveries': { input: ({ deviceId }) => ({ id: deviceId }), answers: ownerOrAdmin },
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
    input: ({ ownerId }) => ({ type: 'door.opened', userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'notifications.send': {
    input: ({ deviceId }) => ({ audience: { deviceIds: [deviceId] }, title: 'Hello' }),
    answers: ownerOrAdmin,
  },
  'notifications.estimate': {
    input: ({ deviceId }) => ({ audience: { deviceIds: [deviceId] } }),
    answers: ownerOrAdmin,
  },
  'notifications.cancel': { input: ({ notificationId }) => ({ id: notificationId }), answers: ownerOrAdmin },
  'notifications.list': { input: () => ({}), answers: signedIn },
  'notifications.get': { input: ({ notificationId }) => ({ id: notificationId }), answers: ownerOrAdmin },
  'notifications.deliveries': {
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
  'push.listSubscriptions': { input: () => ({}), answers: { ...ownerOrAdmin, owner: 403 } },
  'push.report': { input: () => ({ receipt: 'x'.repeat(64), event: 'displayed' }), answers: anyone(403) },
  'settings.get': { input: nothing, answers: adminAlone },
  'settings.update': { input: () => ({ sending: { channels: { inbox: true } } }), answers: adminAlone },
  'stats.outcomes': { input: () => ({ from: '2026-01-01T00:00:00Z' }), answers: adminAlone },
  'topics.list': { input: () => ({}), answers: signedIn },
  'topics.create': { input: () => ({ name: `news-${randomUUID()}` }), answers: adminAlone },
  'topics.delete': { input: ({ topic }) => ({ topic }), answers: adminAlone },
  'topics.members': { input: ({ topic }) => ({ topic }), answers: adminAlone },
  'topics.addMembers': {
    input: ({ topic, ownerId }) => ({ topic, userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'topics.removeMembers': {
    input: ({ topic, ownerId }) => ({ topic, userIds: [ownerId] }),
    answers: ownerOrAdmin,
  },
  'users.list': { input: () => ({}), answers: adminAlone },
  'users.get': { input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.holdings': { input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.update': { input: ({ ownerId }) => ({ id: ownerId, role: 'admin' }), answers: adminAlone },
  'users.delete': { input: ({ ownerId }) => ({ id: ownerId }), answers: adminAlone },
  'users.setExternalId': {
    input: ({ ownerId }) => ({ id: ownerId, externalId: randomUUID() }),
    answers: adminAlone,
  },
  'push.test': { input: () => ({}), answers: { ...signedIn, stranger: 409, admin: 409 } },
};

let api: LiveApi;
beforeAll(async () => {
  api = await startLiveApi({
    RATE_LIMIT_FACTOR: 10_000,
    MAX_DEVICES_PER_USER: 1_000,
    WEBPUSH_ALLOWED_HOSTS: ['.push.example'],
  });
});
afterAll(() => api.close());

const procedures = listProcedures(appRouter);

describe('who may call what', () => {
  it('T-5: the policy names every procedure, and nothing else', () => {
    expect(Object.keys(POLICY).sort()).toEqual(procedures.map(({ path }) => path));
  });

  it.each(procedures)('T-5: $path answers each caller as the policy says', async ({ path, type }) => {
    const row = POLICY[path];
    if (row === undefined) throw new Error(`${path} is not in the policy`);
    const answers: Record<string, number> = {};
    for (const caller of Object.keys(row.answers) as Caller[]) {
      // A world of its own for each call, since the call before may have changed it.
      const world = await createWorld(api);
      const input = row.input(world);
      const { status } =
        type === 'query'
          ? await api.call('GET', `/trpc/${path}${asQuery(input)}`, undefined, world.tokens[caller])
          : await api.call('POST', `/trpc/${path}`, input ?? {}, world.tokens[caller]);
      answers[caller] = status;
    }
    expect(answers).toEqual(row.answers);
  });
});

function asQuery(input: unknown): string {
  return input === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
}
