import { randomUUID } from 'node:crypto';
import { apnsToken, browserSubscription } from '@carillon/testing/registry';
import type { Calls } from './call-table.ts';

const token = () => apnsToken(randomUUID());

export const DEVICE_CALLS: Calls = {
  'devices.register': ({ as }) => ({
    body: {
      device_id: randomUUID(),
      platform: 'ios',
      name: 'Phone',
      push_token: token(),
      environment: 'production',
      model: 'iPhone 17',
      os_version: '20.1',
      app_version: '3.2.0',
      tags: ['primary'],
    },
    authorization: as.owner,
  }),
  'devices.list': ({ as }) => ({
    query: { status: 'all', limit: '2', kind: 'push' },
    authorization: as.owner,
  }),
  'devices.get': ({ as, installationId }) => ({ path: { id: installationId }, authorization: as.owner }),
  'devices.update': ({ as, deviceId }) => ({
    path: { id: deviceId },
    body: { name: 'Renamed', tags: ['work'], muted_until: '2126-01-01T00:00:00Z' },
    authorization: as.owner,
  }),
  'devices.revoke': ({ as, deviceId }) => ({ path: { id: deviceId }, authorization: as.owner }),
  'devices.revoke.2': ({ as, installationId }) => ({
    path: { id: installationId },
    authorization: as.owner,
  }),
  'devices.bulkRevoke': ({ as, deviceId, agentId }) => ({
    body: { ids: [deviceId, agentId, deviceId, randomUUID()] },
    authorization: as.owner,
  }),
  'devices.bulkRename': ({ as, agentId }) => ({
    body: { names: [{ id: agentId, name: 'renamed' }] },
    authorization: as.owner,
  }),
  'devices.replaceToken': ({ as, phoneId }) => ({
    path: { id: phoneId },
    body: { push_token: token(), environment: 'development' },
    authorization: as.owner,
  }),
  'devices.rotateSecret': async ({ as, newAgent }) => ({
    path: { id: (await newAgent()).id },
    body: { grace_seconds: 60 },
    authorization: as.owner,
  }),
  'devices.activity': async ({ as, newAgent }) => ({
    path: { id: (await newAgent()).id },
    authorization: as.owner,
  }),
  'devices.deliveries': ({ as, deviceId }) => ({ path: { id: deviceId }, authorization: as.owner }),
  'devices.test': ({ as, deviceId }) => ({ path: { id: deviceId }, authorization: as.owner }),
  'devices.preferences': ({ as, deviceId }) => ({ path: { id: deviceId }, authorization: as.owner }),
  'devices.updatePreferences': ({ as, deviceId }) => ({
    path: { id: deviceId },
    body: {
      sound: false,
      quiet_hours: { enabled: true, start: '22:00', end: '07:00', time_zone: 'Europe/Berlin' },
    },
    authorization: as.owner,
  }),
  'preferences.get': ({ as }) => ({ authorization: as.owner }),
  'preferences.update': ({ as }) => ({ body: { categories: ['news'] }, authorization: as.owner }),
  'deviceTokens.register': ({ as }) => ({
    body: { token: token(), deviceId: randomUUID(), environment: 'production' },
    authorization: as.owner,
  }),
  'deviceTokens.revoke': ({ as, installationId }) => ({
    path: { device_id: installationId },
    authorization: as.owner,
  }),
  'push.vapidPublicKey': () => ({}),
  'push.subscribe': ({ as }) => ({
    body: { ...browserSubscription(randomUUID()), user_agent: 'Mozilla/5.0', device_id: randomUUID() },
    authorization: as.owner,
  }),
  'push.resubscribe': ({ subscription: { endpoint, keys } }) => ({
    body: { old: { endpoint, auth: keys.auth }, subscription: browserSubscription(randomUUID()) },
  }),
  'push.unsubscribe': ({ as, subscription }) => ({
    query: { endpoint: subscription.endpoint },
    authorization: as.owner,
  }),
  'push.listSubscriptions': ({ as }) => ({
    query: { status: 'all', limit: '2' },
    authorization: as.admin,
  }),
  'push.test': ({ as }) => ({ body: { title: 'Hello' }, authorization: as.owner }),
  'client.poll': async ({ newAgent, sendTo }) => {
    const { id, authorization } = await newAgent();
    await sendTo(id);
    return { query: { limit: '5' }, authorization };
  },
  'client.ack': async ({ api, newAgent, sendTo }) => {
    const { id, authorization } = await newAgent();
    await sendTo(id);
    const polled = await fetch(`${api.url}/api/v1/client/poll`, { headers: { authorization } });
    const { messages } = (await polled.json()) as { messages: { delivery_id: string }[] };
    const body = { delivery_id: messages[0]?.delivery_id, status: 'failed', error: 'No space left' };
    return { body, authorization };
  },
};
