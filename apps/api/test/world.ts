import { randomBytes, randomUUID } from 'node:crypto';
import { createAccessTokens } from '@carillon/auth/access-tokens';
import type { Role } from '@carillon/contracts/accounts';
import { type Scope, scopeSchema } from '@carillon/contracts/api-keys';
import type { SessionId, UserId } from '@carillon/contracts/ids';
import type { Subscription } from '@carillon/contracts/web-push';
import { systemClock } from '@carillon/runtime/clock';
import { createDevice, createSession, createUser } from '@carillon/testing/factories';
import { browserSubscription } from '@carillon/testing/registry';
import type { LiveApi } from './live-api.ts';

/** An owner with a subscribed browser, a session and a notification; and everyone else who might reach for them. */
export interface World {
  readonly ownerId: string;
  readonly deviceId: string;
  readonly installationId: string;
  readonly subscription: Subscription;
  /** Another device of the owner's, without a push token yet. */
  readonly phoneId: string;
  readonly phoneInstallationId: string;
  /** An agent of the owner's. */
  readonly agentId: string;
  readonly sessionId: string;
  readonly notificationId: string;
  /** A topic that the owner belongs to. */
  readonly topic: string;
  /** An API key of the administrator's. */
  readonly apiKeyId: string;
  /** Six digits under which an app waits. */
  readonly pairingCode: string;
  /** Access tokens; nobody has none. */
  readonly tokens: Readonly<
    Record<
      'nobody' | 'revoked' | 'stranger' | 'owner' | 'admin' | 'forged' | 'revokedKey' | 'key' | 'otherKeys',
      string | undefined
    >
  >;
}

/** `scopes` are those of `key`; `otherKeys` has all others, or all if there are no others. */
export async function createWorld(
  api: LiveApi,
  scopes: readonly Scope[] = scopeSchema.options,
): Promise<World> {
  const [owner, stranger, admin, revoked] = await Promise.all([
    signIn(api, 'member'),
    signIn(api, 'member'),
    signIn(api, 'admin'),
    createRevoked(api),
  ]);
  const browser = await subscribe(api, owner.accessToken);
  const phone = { device_id: randomUUID(), platform: 'ios' };
  const registered = await api.call('POST', '/api/v1/devices', phone, owner.accessToken);
  const sent = await api.call('POST', '/api/v1/push/test', {}, owner.accessToken);
  const pairing = { device_id: randomUUID(), platform: 'android' };
  const asked = await api.call('POST', '/api/v1/auth/pairings', pairing);
  const topic = `topic-${randomUUID()}`;
  await api.call('POST', '/api/v1/topics', { name: topic }, admin.accessToken);
  await api.call('POST', `/api/v1/topics/${topic}/members`, {}, owner.accessToken);
  const others = scopeSchema.options.filter((scope) => !scopes.includes(scope));
  const [key, otherKeys, revokedKey] = await Promise.all([
    createKey(api, admin, scopes),
    createKey(api, admin, others.length === 0 ? scopeSchema.options : others),
    createKey(api, admin, scopeSchema.options),
  ]);
  await api.services.auth.apiKeys.revoke(admin, revokedKey.id);
  return {
    ...browser,
    apiKeyId: key.id,
    ownerId: owner.userId,
    topic,
    phoneId: registered.body.id,
    phoneInstallationId: phone.device_id,
    agentId: await createDevice(api.database, { userId: owner.userId, platform: 'agent' }),
    sessionId: owner.sessionId,
    pairingCode: asked.body.code,
    notificationId: sent.body.notification_id,
    tokens: {
      nobody: undefined,
      revoked,
      stranger: stranger.accessToken,
      owner: owner.accessToken,
      admin: admin.accessToken,
      forged: await forge(owner),
      revokedKey: revokedKey.key,
      key: key.key,
      otherKeys: otherKeys.key,
    },
  };
}

/** A new user, signed in without a password, which would take its time to hash. */
export async function signIn({ database, services }: LiveApi, role: Role) {
  const user = await createUser(database, { role });
  return { userId: user.id, ...(await openSession({ database, services }, user)) };
}

async function openSession(
  { database, services }: Pick<LiveApi, 'database' | 'services'>,
  user: Awaited<ReturnType<typeof createUser>>,
) {
  const sessionId = await createSession(database, { userId: user.id, deviceId: null });
  const view = { ...user, name: null, createdAt: new Date() };
  const { accessToken } = await services.auth.tokens.issuePair({ user: view, sessionId });
  return { sessionId, accessToken };
}

async function subscribe(api: LiveApi, accessToken: string) {
  const subscription = browserSubscription(randomUUID());
  const installationId = randomUUID();
  const body = { ...subscription, device_id: installationId };
  const answer = await api.call('POST', '/api/v1/push/subscribe', body, accessToken);
  return { subscription, installationId, deviceId: String(answer.body.device_id) };
}

/** A key that the administrator makes. */
export function createKey(
  { services }: Pick<LiveApi, 'services'>,
  { userId }: { readonly userId: UserId },
  scopes: readonly Scope[],
) {
  return services.auth.apiKeys.create({ userId }, { name: 'Backend', scopes: [...scopes] });
}

/** A token for a live session, by somebody who has not this server's secret. */
function forge(session: { readonly userId: UserId; readonly sessionId: SessionId }): Promise<string> {
  return createAccessTokens(randomBytes(32).toString('hex'), systemClock).issue(session);
}

/** A token of a session that belongs to a device, which its owner then revoked from elsewhere. */
async function createRevoked(api: LiveApi): Promise<string> {
  const user = await createUser(api.database, { role: 'member' });
  const [here, elsewhere] = await Promise.all([openSession(api, user), openSession(api, user)]);
  const { deviceId } = await subscribe(api, here.accessToken);
  await api.call('POST', `/api/v1/devices/${deviceId}/revoke`, undefined, elsewhere.accessToken);
  return here.accessToken;
}
