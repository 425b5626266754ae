import { AppError } from '@carillon/contracts/errors';
import {
  type DeviceId,
  type InstallationId,
  installationIdSchema,
  type TokenId,
} from '@carillon/contracts/ids';
import type { Subscription, subscribeInputSchema } from '@carillon/contracts/web-push';
import type { z } from 'zod';
import type { DeviceRecord, RegistryTransaction } from '../ports.ts';
import type { Fingerprint } from '../vault/fingerprint.ts';
import type { TokenMaterial } from '../vault/sealed-token.ts';
import type { Actor, AnonymousActor } from './actor.ts';
import { announce } from './announce.ts';
import { requireSubscription } from './endpoint-policy-keys.ts';
import { enterDevice, requireOwner } from './enter-device.ts';
import { lockToken, placeToken } from './place-token.ts';
import type { RegistryParts } from './registry-parts.ts';
import { vapidKeyIdOf } from './vapid.ts';

export type SubscribeCall = z.infer<typeof subscribeInputSchema>;

export interface SubscribedBrowser {
  /** Names the subscription. */
  readonly id: TokenId;
  /** The server's id of the browser's device. */
  readonly deviceId: DeviceId;
}

/**
 * Registers a browser's subscription (WEB-3). The same endpoint never has two: it is confirmed, or moves with the same
 * keys to whoever is signed in now (TOK-6). Without credentials it belongs to nobody and gets broadcasts only.
 *
 * @throws {AppError} `validation_failed` naming endpoint or key, `anonymous_not_allowed`, `endpoint_taken`,
 * `stale_registration`, `device_limit_reached`
 */
export async function subscribe(
  parts: RegistryParts,
  actor: Actor | AnonymousActor,
  call: SubscribeCall,
): Promise<SubscribedBrowser> {
  if (actor.kind === 'anonymous' && !parts.anonymousSubscriptions) {
    throw new AppError('anonymous_not_allowed', { detail: 'Sign in to turn notifications on.' });
  }
  const material = toMaterial(requireSubscription(parts.endpointPolicy, call));
  const { publicKey } = await parts.vapid.load();
  const vapidKeyId = vapidKeyIdOf(publicKey);
  const { answer, events } = await parts.store.transaction((tx) =>
    enter(parts, tx, { actor, call, material, vapidKeyId }),
  );
  await announce(parts, actor, events);
  return answer;
}

export function toMaterial({ endpoint, keys }: Subscription): TokenMaterial {
  return { provider: 'webpush', endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

interface Entering {
  readonly actor: Actor | AnonymousActor;
  readonly call: SubscribeCall;
  readonly material: TokenMaterial;
  readonly vapidKeyId: string;
}

async function enter(parts: RegistryParts, tx: RegistryTransaction, entering: Entering) {
  const { actor, call, material, vapidKeyId } = entering;
  const userId = actor.kind === 'user' ? actor.userId : null;
  const at = parts.clock.now();
  if (userId !== null) await requireOwner(tx, userId);
  const fingerprint = await lockToken(parts, tx, material);
  const existing = await findBrowser(tx, { actor, call, fingerprint });
  const installationId =
    userId === null ? null : (existing?.installationId ?? call.deviceId ?? deriveInstallationId(fingerprint));
  const { name, userAgent, generation } = call;
  const owner = { userId, installationId };
  const entry = { owner, existing, platform: 'web', metadata: { name, userAgent }, generation, at } as const;
  const entered = await enterDevice(tx, entry, parts.limits);
  const device = { id: entered.deviceId, ...owner };
  const placement = {
    device,
    material,
    fingerprint,
    environment: null,
    vapidKeyId,
    generation,
    replaces: null,
    at,
  };
  const placed = await placeToken(parts, tx, placement);
  return {
    answer: { id: placed.tokenId, deviceId: entered.deviceId },
    events: [entered.event, ...placed.events],
  };
}

/**
 * The row of this browser, if it has one: named by its device_id; otherwise the owner's device that has this endpoint, so
 * that a page that does not know its device_id updates the row instead of adding one; or the one derived from it.
 */
async function findBrowser(
  tx: RegistryTransaction,
  { actor, call, fingerprint }: Pick<Entering, 'actor' | 'call'> & { readonly fingerprint: Fingerprint },
): Promise<DeviceRecord | null> {
  if (actor.kind === 'user' && call.deviceId !== undefined) {
    return tx.devices.findOwnByInstallation(actor.userId, call.deviceId);
  }
  const userId = actor.kind === 'user' ? actor.userId : null;
  const holder = await tx.devices.findOwnByToken(userId, fingerprint);
  if (holder !== null || actor.kind === 'anonymous') return holder;
  return tx.devices.findOwnByInstallation(actor.userId, deriveInstallationId(fingerprint));
}

/** A stable id for a browser that sends none. The fingerprint is keyed, so that it tells nothing about the endpoint. */
function deriveInstallationId(fingerprint: Fingerprint): InstallationId {
  return installationIdSchema.parse(`web-${Buffer.from(fingerprint).toString('hex', 0, 16)}`);
}
