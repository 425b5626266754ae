import type { BulkResult } from '@carillon/contracts/devices';
import type { DeviceRecord } from '../ports.ts';
import type { Actor } from './actor.ts';
import { announce } from './announce.ts';
import { requireOwner } from './enter-device.ts';
import { findReferred, recordForeignAccess } from './own-devices.ts';
import type { RegistryParts } from './registry-parts.ts';
import { endDevices, repeatedRevocation } from './revoke-device.ts';

type BulkStatus = BulkResult['results'][number]['status'];

/**
 * Revokes many devices of the caller's in one transaction (REG-14), each as a call of its own would have done, one after
 * the other: what is not theirs, not there, or an agent that was revoked before stops none of the rest.
 *
 * @param ids servers' ids or the caller's own installation ids; each gets its result, in this order
 */
export async function bulkRevoke(
  parts: RegistryParts,
  actor: Actor,
  ids: readonly string[],
): Promise<BulkResult> {
  const { results, foreign, events } = await parts.store.transaction(async (tx) => {
    await requireOwner(tx, actor.userId);
    const referred = await findReferred(tx, actor, ids);
    const at = parts.clock.now();
    const ending = new Map<string, DeviceRecord>();
    const statusOf = (id: string): BulkStatus => {
      const found = referred.find(id);
      if (typeof found === 'string') return found;
      const device = ending.has(found.id) ? { ...found, revokedAt: at } : found;
      const repeated = repeatedRevocation(device);
      if (repeated !== null) return repeated;
      ending.set(device.id, device);
      return 'revoked';
    };
    const answers = ids.map((id) => ({ id, status: statusOf(id) }));
    const told = ending.size === 0 ? [] : await endDevices(tx, { actor, devices: [...ending.values()], at });
    return { results: answers, foreign: referred.foreign, events: told };
  });
  await announce(parts, actor, events);
  await recordForeignAccess(parts, actor, { call: 'bulk_revoke', foreign });
  return { results };
}
