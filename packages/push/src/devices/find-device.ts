import type { DeviceView } from '@carillon/contracts/devices';
import { AppError } from '@carillon/contracts/errors';
import { deviceIdSchema } from '@carillon/contracts/ids';
import type { DeviceWithToken } from '../ports.ts';
import type { Actor } from './actor.ts';
import { loadViewFacts, toDeviceView } from './device-view.ts';
import type { RegistryParts } from './registry-parts.ts';

/**
 * One device (REG-5), by the server's id or the caller's own installation id. Administrators may read anybody's.
 *
 * @throws {AppError} `forbidden` for somebody else's, `not_found`
 */
export async function findDevice(parts: RegistryParts, actor: Actor, ref: string): Promise<DeviceView> {
  const row =
    (await parts.store.devices.findOwn(actor.userId, ref)) ?? (await findAsAdmin(parts, actor, ref));
  if (row === null) return refuseDevice(parts, actor, ref);
  return toDeviceView(row, await loadViewFacts(parts, [row]));
}

async function findAsAdmin(parts: RegistryParts, actor: Actor, ref: string): Promise<DeviceWithToken | null> {
  const id = deviceIdSchema.safeParse(ref);
  return actor.role === 'admin' && id.success ? parts.store.devices.findAny(id.data) : null;
}

/**
 * REG-13: what to answer about a device that is not the caller's. Ids are unguessable, so that "not yours" gives nothing
 * away; asking for somebody else's goes to the audit log.
 *
 * @throws {AppError} always: `forbidden` or `not_found`
 */
export async function refuseDevice(parts: RegistryParts, actor: Actor, ref: string): Promise<never> {
  const id = deviceIdSchema.safeParse(ref);
  if (!id.success || !(await parts.store.devices.exists(id.data))) {
    throw new AppError('not_found', { detail: 'You have no such device.' });
  }
  await parts.audit.record({
    userId: actor.userId,
    action: 'device.foreign_access',
    targetType: 'device',
    targetId: id.data,
    ipAddress: actor.ipAddress,
    requestId: actor.requestId,
    details: {},
  });
  throw new AppError('forbidden', { detail: 'This device belongs to somebody else.' });
}
