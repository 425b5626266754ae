import { AppError } from '@carillon/contracts/errors';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Audience } from '@carillon/contracts/notifications';
import type { AuditStore } from '@carillon/push/ports';
import type { NotificationStore } from './ports.ts';
import type { SendContext } from './send-context.ts';
import type { Viewer } from './viewer.ts';

interface Authorization {
  readonly store: Pick<NotificationStore, 'findUsers' | 'findDevices'>;
  readonly audit: AuditStore;
}

/**
 * Who may send to whom: administrators to anyone, others to devices of their own. An attempt at somebody else's device goes to
 * the audit log (REG-13).
 *
 * @throws {AppError} `forbidden` for what is not the sender's, `not_found` for devices and users that do not exist
 */
export async function authorizeAudience(
  { store, audit }: Authorization,
  context: SendContext,
  audience: Audience,
): Promise<void> {
  const { sender } = context;
  if (audience.broadcast) return requireAdmin(sender, 'Only administrators may broadcast.');
  if (audience.userIds) return authorizeUsers(store, sender, audience.userIds);
  if (audience.deviceIds) return authorizeDevices({ store, audit }, context, audience.deviceIds);
}

async function authorizeUsers(
  store: Pick<NotificationStore, 'findUsers'>,
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
  { store, audit }: Authorization,
  { sender, requestId, ipAddress }: SendContext,
  ids: readonly DeviceId[],
): Promise<void> {
  const found = new Map((await store.findDevices(ids)).map((device) => [device.id, device]));
  const foreign = [...found.values()].find((device) => device.userId !== sender.userId);
  if (foreign !== undefined && sender.role !== 'admin') {
    await audit.record({
      userId: sender.userId,
      action: 'device.foreign_access',
      targetType: 'device',
      targetId: foreign.id,
      ipAddress,
      requestId,
      details: {},
    });
    throw new AppError('forbidden', { detail: 'You may only send to devices of your own.' });
  }
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new AppError('not_found', { detail: `There is no device ${missing}.` });
}

function requireAdmin(sender: Viewer, detail: string): void {
  if (sender.role !== 'admin') throw new AppError('forbidden', { detail });
}
