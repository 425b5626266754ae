import type {
  registerDeviceTokenInputSchema,
  registerDeviceTokenOutputSchema,
} from '@carillon/contracts/devices';
import { AppError } from '@carillon/contracts/errors';
import type { DeviceId, InstallationId, UserId } from '@carillon/contracts/ids';
import type { z } from 'zod';
import type { RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { enterDevice, requireOwner } from './enter-device.ts';
import { advance, requireFresh } from './generation.ts';
import { lockToken, placeToken } from './place-token.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';
import { readToken } from './token-material.ts';

export type RegisterTokenInput = z.infer<typeof registerDeviceTokenInputSchema>;

export interface RegisteredToken {
  readonly answer: z.infer<typeof registerDeviceTokenOutputSchema>;
  /** The server's id, for what else belongs to the device: the session that registered it. */
  readonly deviceId: DeviceId;
}

/**
 * Registers or rotates the token of an installation (TOK-9). One that is not registered yet becomes an iOS device: the
 * clients of this call know APNs alone.
 *
 * @throws {AppError} `validation_failed`, `stale_registration`, `device_limit_reached`
 */
export async function registerDeviceToken(
  parts: RegistryParts,
  actor: Actor,
  input: RegisterTokenInput,
): Promise<RegisteredToken> {
  const { events, ...registered } = await parts.store.transaction((tx) =>
    register(parts, tx, { actor, input }),
  );
  await announce(parts, actor, events);
  return registered;
}

async function register(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { actor, input }: { actor: Actor; input: RegisterTokenInput },
) {
  const { userId } = actor;
  const { token, deviceId: installationId, environment, generation } = input;
  const at = parts.clock.now();
  await requireOwner(tx, userId);
  const existing = await tx.devices.findOwnByInstallation(userId, installationId);
  const platform = existing?.platform ?? 'ios';
  const read = readToken({ token, field: 'token', platform, provider: undefined, environment });
  const fingerprint = await lockToken(parts, tx, read.material);
  const owner = { userId, installationId };
  const entry = { owner, existing, platform, metadata: {}, generation, at };
  const entered = await enterDevice(tx, entry, parts.limits);
  const device = { id: entered.deviceId, ...owner };
  const placed = await placeToken(parts, tx, {
    device,
    ...read,
    fingerprint,
    vapidKeyId: null,
    generation,
    replaces: null,
    at,
  });
  const { tokenId, rotated, createdAt } = placed;
  const { provider } = read.material;
  const answer: RegisteredToken['answer'] = {
    id: tokenId,
    deviceId: installationId,
    provider,
    environment,
    rotated,
    createdAt,
  };
  return { answer, deviceId: entered.deviceId, events: [entered.event, ...placed.events] };
}

/** A logout on one installation. */
export interface InstallationLogout {
  readonly userId: UserId;
  readonly installationId: InstallationId;
  readonly generation: number | undefined;
}

/**
 * Revokes the token of an installation on logout, as part of something larger (TOK-13). The generation is stored even
 * when no token was active, so that a registration that was overtaken by the logout stays refused (TOK-7).
 *
 * @returns false when no token was active
 * @throws {AppError} `stale_registration` when a newer registration came before: that one stays
 */
export async function revokeTokenOfInstallation(
  parts: RegistryParts,
  logout: InstallationLogout,
): Promise<boolean> {
  const events = await parts.store.transaction(async (tx) => {
    if (!(await tx.lockOwner(logout.userId))) return [];
    return revoke(parts, tx, logout);
  });
  for (const event of events) parts.publish(event);
  return events.length > 0;
}

async function revoke(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { userId, installationId, generation }: InstallationLogout,
): Promise<RegistryEvent[]> {
  const device = await tx.devices.findOwnByInstallation(userId, installationId);
  if (device === null) return [];
  requireFresh(generation, device.generation);
  const at = parts.clock.now();
  await tx.devices.update(device, { generation: advance(generation, device.generation) }, at);
  const tokens = await tx.tokens.lockActive({ deviceId: device.id, fingerprint: null });
  const reason = 'logout';
  await tx.tokens.revoke(
    tokens.map(({ tokenId }) => tokenId),
    { reason, at },
  );
  const facts = { deviceId: device.id, userId };
  return tokens.map(({ tokenId, provider }) => ({
    ...facts,
    type: 'token_revoked',
    tokenId,
    provider,
    reason,
  }));
}

/**
 * Revokes the token of the caller's installation (TOK-10).
 *
 * @throws {AppError} `not_found` when none is active: never a silent success; `stale_registration`
 */
export async function revokeDeviceToken(
  parts: RegistryParts,
  actor: Actor,
  input: { readonly deviceId: InstallationId; readonly generation?: number | undefined },
): Promise<void> {
  const { userId } = actor;
  const { deviceId: installationId, generation } = input;
  if (await revokeTokenOfInstallation(parts, { userId, installationId, generation })) return;
  throw new AppError('not_found', { detail: 'This device has no active push token.' });
}
