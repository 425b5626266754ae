import type { DeviceView, UpdateDeviceInput } from '@carillon/contracts/devices';
import { AppError, invalidField } from '@carillon/contracts/errors';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import { requireOwner } from './enter-device.ts';
import { findDevice, refuseDevice } from './find-device.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Renames a device, replaces its tags, mutes it until a time or unmutes it (REG-8). A push device's name is free, and
 * may be empty; an agent's is 1..100 characters and unique among the user's agents that are not revoked.
 *
 * @throws {AppError} `forbidden`, `not_found`, `validation_failed`, `conflict` for an agent's name that is taken
 */
export async function updateDevice(
  parts: RegistryParts,
  actor: Actor,
  input: UpdateDeviceInput,
): Promise<DeviceView> {
  if (input.name !== undefined && input.deviceName !== undefined) {
    throw invalidField('deviceName', 'Give either name or device_name: they mean the same');
  }
  const changes = {
    name: input.name ?? input.deviceName,
    tags: input.tags,
    mutedUntil: input.mutedUntil,
  };
  const device = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, actor.userId);
    const found = await tx.devices.findOwn(actor.userId, input.id);
    if (found === null) return null;
    if (found.kind === 'agent' && changes.name !== undefined) {
      await requireAgentName(tx, { id: found.id, userId: actor.userId, name: changes.name });
    }
    await tx.devices.update(found, changes, parts.clock.now());
    return found;
  });
  if (device === null) return refuseDevice(parts, actor, input.id);
  return findDevice(parts, actor, device.id);
}

async function requireAgentName(
  tx: RegistryTransaction,
  agent: { readonly id: DeviceId; readonly userId: UserId; readonly name: string },
): Promise<void> {
  if (agent.name === '') throw invalidField('deviceName', 'Expected 1 to 100 characters');
  if (!(await tx.devices.isAgentNameTaken(agent))) return;
  throw new AppError('conflict', {
    detail: 'Another of your agents has this name. Choose another, or revoke that agent first.',
    errors: [{ path: 'deviceName', message: 'Expected a name that no other agent of yours has' }],
  });
}
