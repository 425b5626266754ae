import { AppError } from '@carillon/contracts/errors';
import type { resubscribeInputSchema } from '@carillon/contracts/web-push';
import type { z } from 'zod';
import type { ActiveToken, RegistryTransaction } from '../ports.ts';
import { decodeBase64Url } from '../vault/base64url.ts';
import { openToken, type TokenMaterial } from '../vault/sealed-token.ts';
import { announce } from './announce.ts';
import { requireSubscription } from './endpoint-policy-keys.ts';
import { lockToken, placeToken } from './place-token.ts';
import type { RegistryParts } from './registry-parts.ts';
import { isSameSecret } from './same-secret.ts';
import { type SubscribedBrowser, toMaterial } from './subscribe.ts';
import { vapidKeyIdOf } from './vapid.ts';

export type ResubscribeInput = z.infer<typeof resubscribeInputSchema>;

/**
 * Puts a new subscription in the place of an old one (WEB-13): browsers replace them by themselves, perhaps long after the
 * session ended. Knowing the old endpoint and its auth secret, which only the browser and this server have, is the proof.
 *
 * @throws {AppError} `not_found` alike for an endpoint that nobody has and for a wrong secret; `validation_failed`,
 * `endpoint_taken`
 */
export async function resubscribe(parts: RegistryParts, input: ResubscribeInput): Promise<SubscribedBrowser> {
  const material = toMaterial(requireSubscription(parts.endpointPolicy, input.subscription));
  const proven = await requireProven(parts, input.old);
  const { publicKey } = await parts.vapid.load();
  const placed = await parts.store.transaction((tx) =>
    replace(parts, tx, { proven, material, vapidKeyId: vapidKeyIdOf(publicKey) }),
  );
  await announce(parts, { kind: 'anonymous' }, placed.events);
  return { id: placed.tokenId, deviceId: proven.deviceId };
}

async function requireProven(parts: RegistryParts, old: ResubscribeInput['old']): Promise<ActiveToken> {
  const fingerprint = parts.fingerprint({
    provider: 'webpush',
    endpoint: old.endpoint,
    p256dh: '',
    auth: '',
  });
  const found = await parts.store.tokens.findActiveByFingerprint(fingerprint);
  if (found === null || !knowsSecret(parts, found, old.auth)) throw unproven();
  return found;
}

function knowsSecret(parts: RegistryParts, token: ActiveToken, auth: string): boolean {
  const opened = openToken(parts.keyRing, token, token);
  if (opened.status !== 'ok' || opened.value.provider !== 'webpush') return false;
  // Stored in one spelling, while clients may send padding.
  const given = decodeBase64Url(auth)?.toString('base64url') ?? auth;
  return isSameSecret(opened.value.auth, given);
}

async function replace(
  parts: RegistryParts,
  tx: RegistryTransaction,
  change: {
    readonly proven: ActiveToken;
    readonly material: TokenMaterial;
    readonly vapidKeyId: string;
  },
) {
  const { proven, material, vapidKeyId } = change;
  const { deviceId: id, userId, installationId } = proven;
  if (userId !== null && !(await tx.lockOwner(userId))) throw unproven();
  const fingerprint = await lockToken(parts, tx, material);
  const at = parts.clock.now();
  await tx.devices.update({ id, userId }, { lastSeenAt: at }, at);
  return placeToken(parts, tx, {
    device: { id, userId, installationId },
    material,
    fingerprint,
    environment: null,
    vapidKeyId,
    generation: undefined,
    // Between the proof and the locks the old subscription may have ended: then it proves nothing any more.
    replaces: proven.tokenId,
    at,
  });
}

function unproven(): AppError {
  return new AppError('not_found', {
    detail: 'There is no such subscription, or the proof does not fit it.',
  });
}
