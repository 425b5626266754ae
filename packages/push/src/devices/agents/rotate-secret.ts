import { AppError } from '@carillon/contracts/errors';
import type { DeviceRecord } from '../../ports.ts';
import type { Actor } from '../actor.ts';
import { requireOwner } from '../enter-device.ts';
import { refuseDevice } from '../find-device.ts';
import type { RegistryParts } from '../registry-parts.ts';
import { credentialFor, makeSecret } from './new-credential.ts';

export interface RotateSecretInput {
  /** The server's id of an agent. */
  readonly id: string;
  /** How long the secret before is still accepted; 0: it ends now. */
  readonly graceSeconds: number;
}

export interface RotatedSecret {
  /** To be shown now, since nobody can show it again (SEC-1). */
  readonly secret: string;
  /** Null: the secret before has ended. */
  readonly previousValidUntil: Date | null;
}

/**
 * Gives an agent a new secret (SEC-6). A rotation during the grace of another ends the oldest secret at once, so that no more
 * than two are ever live.
 *
 * @throws {AppError} `forbidden`, `not_found`; `conflict` for a push device or a revoked agent; `unavailable`
 */
export async function rotateSecret(
  parts: RegistryParts,
  actor: Actor,
  { id, graceSeconds }: RotateSecretInput,
): Promise<RotatedSecret> {
  const { userId, ipAddress, requestId } = actor;
  const hashed = await makeSecret(parts);
  const rotated = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, userId);
    const device = await tx.devices.findOwn(userId, id);
    if (device === null) return null;
    requireLiveAgent(device);
    const previousValidUntil = await tx.agents.retireCredentials(device.id, graceSeconds);
    await tx.agents.insertCredential(credentialFor(parts, device.id, hashed));
    return { deviceId: device.id, previousValidUntil };
  });
  if (rotated === null) return refuseDevice(parts, actor, id);
  const { deviceId, previousValidUntil } = rotated;
  parts.publish({ type: 'agent_secret_rotated', deviceId, userId, graceSeconds });
  await parts.audit.record({
    userId,
    action: 'agent.secret_rotated',
    targetType: 'device',
    targetId: deviceId,
    ipAddress,
    requestId,
    details: { grace_seconds: String(graceSeconds) },
  });
  return { secret: hashed.secret, previousValidUntil };
}

function requireLiveAgent(device: DeviceRecord): void {
  if (device.kind !== 'agent') throw new AppError('conflict', { detail: 'Only agents have a secret.' });
  if (device.revokedAt === null) return;
  throw new AppError('conflict', { detail: 'This agent has been revoked, for good. Create another.' });
}
