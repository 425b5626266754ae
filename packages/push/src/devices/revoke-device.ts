import { AppError } from '@carillon/contracts/errors';
import type { DeviceRecord, RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { requireOwner } from './enter-device.ts';
import { refuseDevice } from './find-device.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Revokes a device softly, in one transaction (REG-9): the row stays, its token is revoked and its ciphertext wiped, its
 * credentials are removed, and what is signed in on it ends, but for the session that asks: who revokes the device they
 * hold stays signed in. Revoking a push device again changes nothing; an agent never comes back, so that a second time is
 * a conflict (REG-10).
 *
 * @param ref the server's id or the caller's own installation id
 * @throws {AppError} `forbidden`, `not_found`, `conflict` for an agent that was revoked before
 */
export async function revokeDevice(parts: RegistryParts, actor: Actor, ref: string): Promise<void> {
  const events = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, actor.userId);
    const device = await tx.devices.findOwn(actor.userId, ref);
    if (device === null) return null;
    const repeated = repeatedRevocation(device);
    if (repeated === 'unchanged') return [];
    if (repeated === 'conflict') {
      throw new AppError('conflict', { detail: 'This agent was revoked before, for good.' });
    }
    return endDevices(tx, { actor, devices: [device], at: parts.clock.now() });
  });
  if (events === null) return refuseDevice(parts, actor, ref);
  await announce(parts, actor, events);
}

/** What it means to revoke the device if it was revoked before (REG-10); null if it was not. */
export function repeatedRevocation(device: DeviceRecord): 'unchanged' | 'conflict' | null {
  if (device.revokedAt === null) return null;
  return device.kind === 'push' ? 'unchanged' : 'conflict';
}

/** Revokes active devices of the actor's, with all that belongs to them, and gives what is to be told of it. */
export async function endDevices(
  tx: RegistryTransaction,
  { actor, devices, at }: { actor: Actor; devices: readonly DeviceRecord[]; at: Date },
): Promise<RegistryEvent[]> {
  const { userId, sessionId: exceptSessionId } = actor;
  const deviceIds = devices.map(({ id }) => id);
  const ended = await tx.batches.revoke({ userId, deviceIds, exceptSessionId, at });
  const platforms = new Map(devices.map(({ id, platform }) => [id, platform]));
  return ended.flatMap(({ deviceId, endedSessions, endedTokens }) => {
    const platform = platforms.get(deviceId);
    if (platform === undefined) return [];
    const facts = { deviceId, userId };
    const tokens = endedTokens.map(
      (token) => ({ ...facts, type: 'token_revoked', ...token, reason: 'device_revoked' }) as const,
    );
    return [{ ...facts, type: 'device_revoked', platform, endedSessions } as const, ...tokens];
  });
}
