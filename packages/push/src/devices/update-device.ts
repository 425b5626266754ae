import type { DeviceView, UpdateDeviceInput } from '@carillon/contracts/devices';
import { invalidField } from '@carillon/contracts/errors';
import type { Actor } from './actor.ts';
import { requireFreeAgentName } from './agents/agent-name.ts';
import { requireOwner } from './enter-device.ts';
import { findDevice, refuseDevice } from './find-device.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * Renames a device, replaces its tags, mutes it until a time or unmutes it (REG-8). A push device's name is free, and
 * may be empty; an agent's is 1..100 characters and unique among the user's agents that are not revoked.
 *
 * @throws {AppError} `forbidden`, `not_found`, `validation_failed`, `name_taken` for an agent's
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
      await requireFreeAgentName(tx, { id: found.id, userId: actor.userId, name: changes.name });
    }
    await tx.devices.update(found, changes, parts.clock.now());
    return found;
  });
  if (device === null) return refuseDevice(parts, actor, input.id);
  return findDevice(parts, actor, device.id);
}
