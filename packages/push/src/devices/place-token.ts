import { AppError } from '@carillon/contracts/errors';
import {
  type DeviceId,
  type InstallationId,
  type TokenId,
  tokenIdSchema,
  type UserId,
} from '@carillon/contracts/ids';
import type { Environment } from '@carillon/contracts/providers';
import { uuidv7 } from '@carillon/runtime/ids';
import { shortenEndpoint } from '@carillon/runtime/shorten-endpoint';
import type { ActiveToken, RegistryTransaction } from '../ports.ts';
import type { Fingerprint } from '../vault/fingerprint.ts';
import { openToken, sealToken, type TokenMaterial } from '../vault/sealed-token.ts';
import { requireFresh } from './generation.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';
import { isSameSecret } from './same-secret.ts';

export interface Placement {
  readonly device: {
    readonly id: DeviceId;
    readonly userId: UserId | null;
    readonly installationId: InstallationId | null;
  };
  readonly material: TokenMaterial;
  /** From {@link lockToken}. */
  readonly fingerprint: Fingerprint;
  readonly environment: Environment | null;
  /** Web push alone: the VAPID pair that the subscription was made for. */
  readonly vapidKeyId: string | null;
  readonly generation: number | undefined;
  /** The token that the device must still have; null when it does not matter. */
  readonly replaces: TokenId | null;
  readonly at: Date;
}

export interface PlacedToken {
  readonly tokenId: TokenId;
  readonly createdAt: Date;
  /** Another token of this device made room for it. */
  readonly rotated: boolean;
  readonly events: readonly RegistryEvent[];
}

/** Locks a token for whoever wants it, whether anybody has it yet or not: after the owner and before anything else. */
export async function lockToken(
  parts: RegistryParts,
  tx: RegistryTransaction,
  material: TokenMaterial,
): Promise<Fingerprint> {
  const fingerprint = parts.fingerprint(material);
  await tx.tokens.lockFingerprint(fingerprint);
  return fingerprint;
}

/**
 * Gives a device its token, inside the caller's transaction, which has locked the owner and the token: the same one is
 * confirmed, a different one rotates (TOK-5), one that another device holds moves (TOK-6). Whatever happens at once, one device at
 * most ends with the token, and each device with one token at most.
 *
 * @throws {AppError} `endpoint_taken` for a web push endpoint that another owner holds with other keys;
 * `stale_registration` when the same installation registered it later under another account; `not_found` when the device
 * no longer has the token that was to be replaced
 */
export async function placeToken(
  parts: RegistryParts,
  tx: RegistryTransaction,
  placement: Placement,
): Promise<PlacedToken> {
  const { fingerprint } = placement;
  const active = await tx.tokens.lockActive({ deviceId: placement.device.id, fingerprint });
  const own = active.find(({ deviceId }) => deviceId === placement.device.id) ?? null;
  const holder = active.find((token) => Buffer.compare(token.fingerprint, fingerprint) === 0) ?? null;
  if (holder !== null) requireRight(parts, holder, placement);
  if (placement.replaces !== null && placement.replaces !== own?.tokenId) {
    throw new AppError('not_found', { detail: 'The subscription to replace has ended meanwhile.' });
  }
  if (own !== null && isConfirmation(parts, own, placement)) {
    const { environment, at } = placement;
    await tx.tokens.confirm(own.tokenId, { environment, at });
    return { tokenId: own.tokenId, createdAt: own.createdAt, rotated: false, events: [] };
  }
  const events = [
    ...(own === null ? [] : await revoke(tx, own, 'rotated', placement.at)),
    ...(holder === null || holder === own ? [] : await revoke(tx, holder, 'moved', placement.at)),
  ];
  const tokenId = await insertToken(parts, tx, placement);
  events.push({
    deviceId: placement.device.id,
    userId: placement.device.userId,
    type: own === null ? 'token_registered' : 'token_rotated',
    tokenId,
    provider: placement.material.provider,
  });
  return { tokenId, createdAt: placement.at, rotated: own !== null, events };
}

/** A row that cannot be opened is not confirmed but written anew, so that registering again heals a quarantine. */
function isConfirmation(
  parts: RegistryParts,
  own: ActiveToken,
  { material, fingerprint }: Placement,
): boolean {
  if (own.quarantineReason !== null || Buffer.compare(own.fingerprint, fingerprint) !== 0) return false;
  const opened = openToken(parts.keyRing, own, own);
  return opened.status === 'ok' && hasSameKeys(opened.value, material);
}

/** Web push's keys are the proof that somebody is the browser itself; the other providers' tokens have none. */
function hasSameKeys(stored: TokenMaterial, given: TokenMaterial): boolean {
  if (stored.provider !== 'webpush' || given.provider !== 'webpush') return true;
  return isSameSecret(stored.p256dh, given.p256dh) && isSameSecret(stored.auth, given.auth);
}

/** Whoever holds a token keeps it from those who cannot show that they are on the same phone or browser. */
function requireRight(parts: RegistryParts, holder: ActiveToken, placement: Placement): void {
  const { device, material } = placement;
  const isSameOwner = holder.userId !== null && holder.userId === device.userId;
  if (isSameOwner) return;
  if (material.provider === 'webpush') requireSameBrowser(parts, holder, material);
  // Only generations of one installation can be compared: it is one phone with one clock, whoever is signed in.
  const isSameInstallation =
    holder.installationId !== null && holder.installationId === device.installationId;
  if (isSameInstallation) requireFresh(placement.generation, holder.generation);
}

function requireSameBrowser(parts: RegistryParts, holder: ActiveToken, material: TokenMaterial): void {
  const opened = openToken(parts.keyRing, holder, holder);
  // What cannot be opened proves nothing, so that it stays where it is.
  if (opened.status === 'ok' && hasSameKeys(opened.value, material)) return;
  throw new AppError('endpoint_taken', {
    detail:
      'Another account has this endpoint with other keys. Unsubscribe in this browser, then subscribe again.',
  });
}

async function revoke(
  tx: RegistryTransaction,
  token: ActiveToken,
  reason: 'rotated' | 'moved',
  at: Date,
): Promise<RegistryEvent[]> {
  const { tokenId, deviceId, userId, provider } = token;
  await tx.tokens.revoke([tokenId], { reason, at });
  const facts = { deviceId, userId };
  const events: RegistryEvent[] = [{ ...facts, type: 'token_revoked', tokenId, provider, reason }];
  // Without its endpoint an anonymous subscription is nobody's and reaches nobody: there is nothing left to keep active.
  if (reason === 'moved' && userId === null) {
    await tx.devices.update({ id: deviceId, userId }, { revokedAt: at }, at);
    events.push({ ...facts, type: 'device_revoked', platform: token.platform, endedSessions: 0 });
  }
  return events;
}

async function insertToken(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { device, material, fingerprint, environment, vapidKeyId, at }: Placement,
): Promise<TokenId> {
  const row = { tokenId: tokenIdSchema.parse(uuidv7()), deviceId: device.id };
  await tx.tokens.insert({
    ...row,
    ...sealToken(parts.keyRing, row, material),
    provider: material.provider,
    environment,
    fingerprint,
    vapidKeyId,
    endpointHint: material.provider === 'webpush' ? shortenEndpoint(material.endpoint) : null,
    createdAt: at,
  });
  return row.tokenId;
}
