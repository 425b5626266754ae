import type { BulkResult } from '@carillon/contracts/devices';
import type { DeviceId } from '@carillon/contracts/ids';
import type { DeviceRecord } from '../ports.ts';
import type { Actor } from './actor.ts';
import { requireOwner } from './enter-device.ts';
import { findReferred, recordForeignAccess } from './own-devices.ts';
import type { RegistryParts } from './registry-parts.ts';

type BulkStatus = BulkResult['results'][number]['status'];

/** A device and the name that it is to have: 1..100 characters for agents, 0..100 for others. */
export interface Renaming {
  readonly id: string;
  readonly name: string;
}

/**
 * Renames many devices of the caller's in one transaction (REG-14), each as a call of its own would have done, one after
 * the other: a name that an agent further down gives up is not free yet, and one that an agent further up gave up is. One
 * that is refused stops none of the rest.
 *
 * @param names servers' ids or the caller's own installation ids; each gets its result, in this order
 */
export async function bulkRename(
  parts: RegistryParts,
  actor: Actor,
  names: readonly Renaming[],
): Promise<BulkResult> {
  const { results, foreign } = await parts.store.transaction(async (tx) => {
    const { userId } = actor;
    await requireOwner(tx, userId);
    const ids = names.map(({ id }) => id);
    const referred = await findReferred(tx, actor, ids);
    const wanted = [...new Set(names.map(({ name }) => name))];
    const naming = startNaming(await tx.batches.findAgentsNamed(userId, wanted));
    const answers = names.map(({ id, name }) => {
      const device = referred.find(id);
      return { id, status: typeof device === 'string' ? device : naming.rename(device, name) };
    });
    const renamed = [...naming.renamed].map(([id, name]) => ({ id, name }));
    if (renamed.length > 0) await tx.batches.rename({ userId, names: renamed, at: parts.clock.now() });
    return { results: answers, foreign: referred.foreign };
  });
  await recordForeignAccess(parts, actor, { call: 'bulk_rename', foreign });
  return { results };
}

interface Naming {
  rename(device: DeviceRecord, name: string): BulkStatus;
  /** The names that devices have in the end. */
  readonly renamed: ReadonlyMap<DeviceId, string>;
}

/** Follows who has which name (REG-8), from the agents that have one of those that are wanted. */
function startNaming(named: readonly { readonly id: DeviceId; readonly name: string }[]): Naming {
  const holders = new Map(named.map(({ id, name }) => [name, id]));
  const renamed = new Map<DeviceId, string>();
  return {
    renamed,
    rename({ id, kind, revokedAt, name: stored }, name) {
      const present = renamed.get(id) ?? stored;
      if (name === present) return 'unchanged';
      if (kind === 'agent') {
        if (name === '') return 'invalid';
        if (holders.has(name)) return 'conflict';
        if (revokedAt === null) {
          holders.delete(present);
          holders.set(name, id);
        }
      }
      renamed.set(id, name);
      return 'renamed';
    },
  };
}
