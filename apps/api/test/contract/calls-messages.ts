import { randomUUID } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { createReceipts } from '@carillon/notifications/receipts';
import type { Calls } from './call-table.ts';
import type { ContractWorld } from './contract-world.ts';

/** A notification of the administrator's that waits for its time. */
async function scheduled({ api, ownerId, tokens }: ContractWorld): Promise<string> {
  const message = {
    audience: { user_ids: [ownerId] },
    title: 'Later',
    send_at: new Date(Date.now() + 86_400_000),
  };
  const { body } = await api.call('POST', '/api/v1/notifications', message, tokens.admin);
  return String(body.id);
}

/** As `startLiveApi` sets it. */
const FINGERPRINT_KEY = Buffer.alloc(32, 2);

export const MESSAGE_CALLS: Calls = {
  'push.report': ({ notificationId, deviceId }) => ({
    body: {
      receipt: createReceipts(FINGERPRINT_KEY).sign(notificationId as NotificationId, deviceId as DeviceId),
      event: 'displayed',
    },
  }),
  'notifications.send': ({ as, ownerId }) => ({
    body: { audience: { user_ids: [ownerId] }, title: 'Hello', data: { leftAlone: true }, ttl_seconds: 60 },
    authorization: as.admin,
  }),
  'notifications.estimate': ({ as, deviceId }) => ({
    body: { audience: { device_ids: [deviceId] } },
    authorization: as.owner,
  }),
  'notifications.list': ({ as }) => ({ query: { limit: '3' }, authorization: as.admin }),
  'notifications.get': ({ as, notificationId }) => ({
    path: { id: notificationId },
    authorization: as.owner,
  }),
  'notifications.deliveries': ({ as, notificationId }) => ({
    path: { id: notificationId },
    authorization: as.owner,
  }),
  'notifications.cancel': async (world) => ({
    path: { id: await scheduled(world) },
    authorization: world.as.admin,
  }),
  'events.publish': ({ as, ownerId }) => ({
    body: { type: 'door.opened', source: 'Home', data: { door: 'front' }, user_ids: [ownerId] },
    authorization: as.admin,
  }),
  'topics.create': ({ as }) => ({
    body: { name: `topic-${randomUUID()}`, description: 'New versions' },
    authorization: as.admin,
  }),
  'topics.list': ({ as }) => ({ query: { limit: '3' }, authorization: as.owner }),
  'topics.delete': ({ as, topic }) => ({ path: { topic }, authorization: as.admin }),
  'topics.members': ({ as, topic }) => ({ path: { topic }, authorization: as.admin }),
  'topics.addMembers': ({ as, topic, ownerId }) => ({
    path: { topic },
    body: { user_ids: [ownerId] },
    authorization: as.admin,
  }),
  'topics.removeMembers': ({ as, topic, ownerId }) => ({
    path: { topic },
    body: { user_ids: [ownerId] },
    authorization: as.admin,
  }),
};
