import { type DeviceId, deviceIdSchema } from '@carillon/contracts/ids';
import type { DeviceRecord, RegistryTransaction } from '../ports.ts';
import type { Actor } from './actor.ts';
import type { RegistryParts } from './registry-parts.ts';

/** The devices that one call refers to, by whatever they were called (REG-9, REG-13). */
export interface ReferredDevices {
  /** The actor's own device, or why it cannot be had. */
  find(ref: string): DeviceRecord | 'forbidden' | 'not_found';
  /** Each once. */
  readonly foreign: readonly DeviceId[];
}

/** Reads them in two statements, however many they are. The owner is locked. */
export async function findReferred(
  tx: RegistryTransaction,
  actor: Actor,
  refs: readonly string[],
): Promise<ReferredDevices> {
  const own = await tx.devices.findManyOwn(actor.userId, refs);
  const byId = new Map<string, DeviceRecord>(own.map((device) => [device.id, device]));
  const byInstallation = new Map<string | null, DeviceRecord>(
    own.map((device) => [device.installationId, device]),
  );
  const findOwn = (ref: string) => byId.get(serverIdOf(ref) ?? '') ?? byInstallation.get(ref);
  const unknown = refs.flatMap((ref) => (findOwn(ref) === undefined ? (serverIdOf(ref) ?? []) : []));
  const foreign = unknown.length === 0 ? [] : await tx.batches.existing([...new Set(unknown)]);
  const isForeign = new Set<string | null>(foreign);
  return {
    find: (ref) => findOwn(ref) ?? (isForeign.has(serverIdOf(ref)) ? 'forbidden' : 'not_found'),
    foreign,
  };
}

/** An installation's own id need not be a UUID. */
function serverIdOf(ref: string): DeviceId | null {
  return deviceIdSchema.safeParse(ref).data ?? null;
}

/** Ids that an entry of the audit log names; how many there were it says, too. */
const MAX_NAMED = 20;

/** REG-13: one entry for a call that asked for devices of somebody else's, however many. */
export async function recordForeignAccess(
  parts: Pick<RegistryParts, 'audit'>,
  actor: Actor,
  { call, foreign }: { readonly call: string; readonly foreign: readonly DeviceId[] },
): Promise<void> {
  const [first] = foreign;
  if (first === undefined) return;
  await parts.audit.record({
    userId: actor.userId,
    action: 'device.foreign_access',
    targetType: 'device',
    targetId: first,
    ipAddress: actor.ipAddress,
    requestId: actor.requestId,
    details: { call, devices: String(foreign.length), ids: foreign.slice(0, MAX_NAMED).join(' ') },
  });
}
