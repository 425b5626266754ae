import { AppError } from '@carillon/contracts/errors';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Audience } from '@carillon/contracts/notifications';
import type { AuditStore } from '@carillon/push/ports';
import type { NotificationStore, StoredAudience } from './ports.ts';
import type { SendContext } from './send-context.ts';
import type { Viewer } from './viewer.ts';

type Lookups = Pick<
  NotificationStore,
  'findUsers' | 'findUsersByExternalIds' | 'findDevices' | 'findTopicId'
>;

export interface Authorization {
  readonly store: Lookups;
  readonly audit: AuditStore;
}

/**
 * Who may send to whom: administrators to anyone, others to devices of their own. An attempt at somebody else's device goes to
 * the audit log (REG-13). Gives the audience as it may be stored: each named once, of tags that a member addresses only
 * the member's own devices, and for a member's own external id the member, whoever has that id when the message is sent.
 *
 * @throws {AppError} `forbidden` for what is not the sender's; `not_found` naming the first user, device, external id or
 * topic that does not exist
 */
export async function authorizeAudience(
  { store, audit }: Authorization,
  context: SendContext,
  audience: Audience,
): Promise<StoredAudience> {
  const { sender } = context;
  const { userIds, externalIds, deviceIds, topic, tags } = audience;
  if (userIds) return { userIds: await authorizeUsers(store, sender, distinct(userIds)) };
  if (externalIds) return authorizeExternalIds(store, sender, distinct(externalIds));
  if (deviceIds) return { deviceIds: await authorizeDevices({ store, audit }, context, distinct(deviceIds)) };
  if (tags) return sender.role === 'admin' ? { tags } : { tags, ownerId: sender.userId };
  if (topic !== undefined) return { topic, topicId: await authorizeTopic(store, sender, topic) };
  requireAdmin(sender, 'Only administrators may broadcast.');
  return { broadcast: true };
}

/** Naming somebody twice is not sending twice. */
function distinct<T>(ids: readonly T[]): T[] {
  return [...new Set(ids)];
}

async function authorizeUsers(store: Lookups, sender: Viewer, ids: UserId[]): Promise<UserId[]> {
  if (ids.some((id) => id !== sender.userId)) {
    requireAdmin(sender, 'Only administrators may send to other users.');
  }
  const found = new Set(await store.findUsers(ids));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined) throw new AppError('not_found', { detail: `There is no user ${missing}.` });
  return ids;
}

/** To others, an id that nobody has and one that somebody else has look the same. */
async function authorizeExternalIds(store: Lookups, sender: Viewer, ids: string[]): Promise<StoredAudience> {
  const found = await store.findUsersByExternalIds(ids);
  const isOwn = found.length === ids.length && found.every(({ id }) => id === sender.userId);
  if (!isOwn) requireAdmin(sender, 'Only administrators may send to other users.');
  const known = new Set(found.map(({ externalId }) => externalId));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) {
    throw new AppError('not_found', { detail: `There is no user with the external id ${missing}.` });
  }
  return sender.role === 'admin' ? { externalIds: ids } : { userIds: [sender.userId] };
}

async function authorizeDevices(
  { store, audit }: Authorization,
  { sender, requestId, ipAddress }: SendContext,
  ids: DeviceId[],
): Promise<DeviceId[]> {
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
  return ids;
}

async function authorizeTopic(store: Lookups, sender: Viewer, topic: string): Promise<string> {
  requireAdmin(sender, 'Only administrators may send to a topic.');
  const id = await store.findTopicId(topic);
  if (id === null) throw new AppError('not_found', { detail: `There is no topic ${topic}.` });
  return id;
}

function requireAdmin(sender: Viewer, detail: string): void {
  if (sender.role !== 'admin') throw new AppError('forbidden', { detail });
}
