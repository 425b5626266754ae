import { AppError } from '@carillon/contracts/errors';
import { type DeviceId, deviceIdSchema, type InstallationId, type UserId } from '@carillon/contracts/ids';
import type { Platform } from '@carillon/contracts/providers';
import { uuidv7 } from '@carillon/runtime/ids';
import type { DeviceChanges, DeviceRecord, RegistryTransaction } from '../ports.ts';
import { requireRoom } from './device-limits.ts';
import { advance, requireFresh } from './generation.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { DeviceLimits } from './registry-parts.ts';

/** What a push device says about itself; undefined leaves what is stored. */
export type DeviceMetadata = Pick<
  DeviceChanges,
  'name' | 'model' | 'osVersion' | 'appVersion' | 'userAgent' | 'tags'
>;

export interface DeviceEntry {
  readonly owner: { readonly userId: UserId | null; readonly installationId: InstallationId | null };
  /** The owner's row of this installation, read in this transaction after the owner was locked. */
  readonly existing: DeviceRecord | null;
  readonly platform: Platform;
  readonly metadata: DeviceMetadata;
  readonly generation: number | undefined;
  readonly at: Date;
}

export interface EnteredDevice {
  readonly deviceId: DeviceId;
  readonly created: boolean;
  readonly event: RegistryEvent;
}

/**
 * Makes the row of a push device, or brings it up to date (REG-6); one that was revoked is active anew (REG-10).
 *
 * @throws {AppError} `stale_registration`, `device_limit_reached`
 */
export async function enterDevice(
  tx: RegistryTransaction,
  entry: DeviceEntry,
  limits: DeviceLimits,
): Promise<EnteredDevice> {
  const { existing, owner, platform } = entry;
  if (existing !== null) requireFresh(entry.generation, existing.generation);
  const isNewlyActive = existing === null || existing.revokedAt !== null;
  if (isNewlyActive) await requireRoom(tx, owner.userId, limits);
  const deviceId =
    existing === null ? await insertDevice(tx, entry) : await updateDevice(tx, entry, existing);
  const facts = { deviceId, userId: owner.userId, platform };
  return {
    deviceId,
    created: existing === null,
    event: isNewlyActive
      ? { ...facts, type: 'device_registered', anew: existing !== null }
      : { ...facts, type: 'device_updated' },
  };
}

async function insertDevice(tx: RegistryTransaction, entry: DeviceEntry): Promise<DeviceId> {
  const { owner, platform, metadata, generation, at } = entry;
  const id = deviceIdSchema.parse(uuidv7());
  await tx.devices.insert({
    id,
    ...owner,
    platform,
    name: metadata.name ?? '',
    model: metadata.model ?? null,
    osVersion: metadata.osVersion ?? null,
    appVersion: metadata.appVersion ?? null,
    userAgent: metadata.userAgent ?? null,
    tags: metadata.tags ?? [],
    generation: generation ?? 0,
    createdAt: at,
  });
  return id;
}

async function updateDevice(
  tx: RegistryTransaction,
  { platform, metadata, generation, at }: DeviceEntry,
  existing: DeviceRecord,
): Promise<DeviceId> {
  const changes = {
    ...metadata,
    platform,
    generation: advance(generation, existing.generation),
    lastSeenAt: at,
    revokedAt: null,
  };
  await tx.devices.update(existing, changes, at);
  return existing.id;
}

/**
 * Locks the owner, so that all changes to one user's devices come one after the other.
 *
 * @throws {AppError} `unauthenticated` when the account was deleted meanwhile
 */
export async function requireOwner(tx: RegistryTransaction, userId: UserId): Promise<void> {
  if (await tx.lockOwner(userId)) return;
  throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
}
