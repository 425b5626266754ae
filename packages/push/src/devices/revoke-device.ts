import { AppError } from '@carillon/contracts/errors';
import type { DeviceRecord, RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { requireOwner } from './enter-device.ts';
import { refuseDevice } from './find-device.ts';
import type { RegistryEvent } from './registry-events.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Revokes a device softly, in one transaction (REG-9): the row stays, its token is revoked and its ciphertext wiped, and
 * what is signed in on it ends, but for the session that asks: who revokes the device they hold stays signed in.
 * Revoking a push device again changes nothing; an agent never comes back, so that a second time is a conflict (REG-10).
 *
 * @param ref the server's id or the caller's own installation id
 * @throws {AppError} `forbidden`, `not_found`, `conflict` for an agent that was revoked before
 */
export async function revokeDevice(parts: RegistryParts, actor: Actor, ref: string): Promise<void> {
  const events = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, actor.userId);
    const device = await tx.devices.findOwn(actor.userId, ref);
    return device === null ? null : revoke(parts, tx, { actor, device });
  });
  if (events === null) return refuseDevice(parts, actor, ref);
  for (const event of events) parts.publish(event);
}

async function revoke(
  parts: RegistryParts,
  tx: RegistryTransaction,
  { actor, device }: { actor: Actor; device: DeviceRecord },
): Promise<RegistryEvent[]> {
  if (device.revokedAt !== null) {
    if (device.kind === 'push') return [];
    throw new AppError('conflict', { detail: 'This agent was revoked before, for good.' });
  }
  const at = parts.clock.now();
  await tx.devices.update(device, { revokedAt: at }, at);
  const tokens = await tx.tokens.lockActive({ deviceId: device.id, fingerprint: null });
  const reason = 'device_revoked';
  await tx.tokens.revoke(
    tokens.map(({ tokenId }) => tokenId),
    { reason, at },
  );
  const endedSessions = await tx.sessions.endSessionsOfDevice({
    deviceId: device.id,
    exceptSessionId: actor.sessionId,
    at,
  });
  const facts = { deviceId: device.id, userId: actor.userId };
  return [
    { ...facts, type: 'device_revoked', platform: device.platform, endedSessions },
    ...tokens.map(
      ({ tokenId, provider }) => ({ ...facts, type: 'token_revoked', tokenId, provider, reason }) as const,
    ),
  ];
}
