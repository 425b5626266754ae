import { AppError } from '@carillon/contracts/errors';
import { tokenIdSchema } from '@carillon/contracts/ids';
import type { ActiveToken, RegistryTransaction } from '../ports.ts';
import type { Actor, AnonymousActor } from './actor.ts';
import { announce } from './announce.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';

export interface UnsubscribeInput {
  readonly endpoint?: string | undefined;
  readonly id?: string | undefined;
}

/**
 * Ends a web push subscription by its endpoint or id (WEB-4). The device stays, without push. An anonymous subscription
 * has no owner: whoever knows its endpoint, which is a capability, may end it.
 *
 * @throws {AppError} `not_found`, `forbidden` unless it is the caller's or the caller is an administrator,
 * `unauthenticated` for nobody's call about somebody's subscription
 */
export async function unsubscribe(
  parts: RegistryParts,
  actor: Actor | AnonymousActor,
  input: UnsubscribeInput,
): Promise<void> {
  const token = await findSubscription(parts, input);
  if (token === null) throw notFound();
  await requireRight(parts, actor, { token, byEndpoint: input.endpoint !== undefined });
  const events = await parts.store.transaction((tx) => end(parts, tx, token));
  await announce(parts, actor, events);
}

async function findSubscription(
  { store, fingerprint }: RegistryParts,
  { endpoint, id }: UnsubscribeInput,
): Promise<ActiveToken | null> {
  const token =
    endpoint === undefined
      ? await findById(store, id)
      : await store.tokens.findActiveByFingerprint(
          fingerprint({ provider: 'webpush', endpoint, p256dh: '', auth: '' }),
        );
  return token?.provider === 'webpush' ? token : null;
}

async function findById(
  { tokens }: RegistryParts['store'],
  id: string | undefined,
): Promise<ActiveToken | null> {
  const tokenId = tokenIdSchema.safeParse(id);
  return tokenId.success ? tokens.findActiveById(tokenId.data) : null;
}

async function requireRight(
  parts: RegistryParts,
  actor: Actor | AnonymousActor,
  { token, byEndpoint }: { readonly token: ActiveToken; readonly byEndpoint: boolean },
): Promise<void> {
  if (token.userId === null && byEndpoint) return;
  if (actor.kind === 'anonymous') {
    throw new AppError('unauthenticated', { detail: 'Sign in to end this subscription.' });
  }
  if (actor.role === 'admin' || token.userId === actor.userId) return;
  await parts.audit.record({
    userId: actor.userId,
    action: 'subscription.foreign_access',
    targetType: 'subscription',
    targetId: token.tokenId,
    ipAddress: actor.ipAddress,
    requestId: actor.requestId,
    details: {},
  });
  throw new AppError('forbidden', { detail: 'This subscription belongs to somebody else.' });
}

async function end(
  parts: RegistryParts,
  tx: RegistryTransaction,
  token: ActiveToken,
): Promise<RegistryEvent[]> {
  const { tokenId, deviceId, userId, provider, platform } = token;
  if (userId !== null) await tx.lockOwner(userId);
  const active = await tx.tokens.lockActive({ deviceId, fingerprint: null });
  if (active[0]?.tokenId !== tokenId) throw notFound();
  const at = parts.clock.now();
  const reason = 'unsubscribed';
  await tx.tokens.revoke([tokenId], { reason, at });
  const facts = { deviceId, userId };
  const revoked = { ...facts, type: 'token_revoked', tokenId, provider, reason } as const;
  if (userId !== null) return [revoked];
  // Nobody's device without its endpoint reaches nobody.
  await tx.devices.update({ id: deviceId, userId }, { revokedAt: at }, at);
  return [revoked, { ...facts, type: 'device_revoked', platform, endedSessions: 0 }];
}

function notFound(): AppError {
  return new AppError('not_found', { detail: 'There is no such subscription.' });
}
