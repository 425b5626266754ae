import { AppError } from '@carillon/contracts/errors';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Audience } from '@carillon/contracts/notifications';
import type { NotificationStore } from './ports.ts';
import type { Viewer } from './viewer.ts';

/**
 * Who may send to whom: administrators to anyone, others to devices of their own.
 *
 * @throws {AppError} `forbidden` for what is not the sender's, `not_found` for devices and users that do not exist
 */
export async function authorizeAudience(
  store: NotificationStore,
  sender: Viewer,
  audience: Audience,
): Promise<void> {
  if (audience.broadcast) return requireAdmin(sender, 'Only administrators may broadcast.');
  if (audience.userIds) return authorizeUsers(store, sender, audience.userIds);
  if (audience.deviceIds) return authorizeDevices(store, sender, audience.deviceIds);
}

async function authorizeUsers(
  store: NotificationStore,
  sender: Viewer,
  ids: readonly UserId[],
): Promise<void> {
  if (ids.some((id) => id !== sender.userId)) {
    requireAdmin(sender, 'Only administrators may send to other users.');
  }
  const found = new Set(await store.findUsers(ids));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new AppError('not_found', { detail: `There is no user ${missing}.` });
}

async function authorizeDevices(
  store: NotificationStore,
  sender: Viewer,
  ids: readonly DeviceId[],
): Promise<void> {
  const found = new Map((await store.findDevices(ids)).map((device) => [device.id, device]));
  for (const device of found.values()) {
    if (device.userId !== sender.userId) requireAdmin(sender, 'You may only send to devices of your own.');
  }
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new AppError('not_found', { detail: `There is no device ${missing}.` });
}

function requireAdmin(sender: Viewer, detail: string): void {
  if (sender.role !== 'admin') throw new AppError('forbidden', { detail });
}
