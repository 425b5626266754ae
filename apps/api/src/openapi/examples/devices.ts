import type { Examples } from './example.ts';
import {
  AGENT,
  AGENT_ID,
  CURSOR,
  DELIVERY,
  DELIVERY_ID,
  INSTALLATION_ID,
  NOTIFICATION,
  NOTIFICATION_ID,
  PHONE,
  PHONE_ID,
  PREFERENCES,
  QUIET_HOURS,
  SECRET,
  SUBSCRIPTION,
  TOKEN_ID,
} from './objects.ts';

const APNS_TOKEN = '00fc13adff785122'.repeat(4);
const DEVICE = { path: { id: PHONE_ID } };
const DEVICE_PREFERENCES = { quiet_hours: null, sound: false, effective: { ...PREFERENCES, sound: false } };

/** Devices, their tokens, browsers and agents. */
export const DEVICE_EXAMPLES: Examples = {
  'devices.register': {
    body: {
      device_id: INSTALLATION_ID,
      platform: 'ios',
      name: PHONE.name,
      push_token: APNS_TOKEN,
      environment: 'production',
      model: PHONE.model,
      os_version: PHONE.os_version,
      app_version: PHONE.app_version,
      tags: PHONE.tags,
    },
    answer: PHONE,
    others: {
      agent: {
        body: { device_name: AGENT.name, tags: AGENT.tags },
        answer: { ...AGENT, last_poll_at: null, last_ack_at: null, online: false, secret: SECRET },
      },
    },
  },
  'devices.list': {
    query: { status: 'active', tag: 'primary', limit: 50 },
    answer: { devices: [PHONE, AGENT], next_cursor: CURSOR },
  },
  'devices.get': { ...DEVICE, answer: PHONE },
  'devices.update': {
    ...DEVICE,
    body: { name: 'Work phone', tags: ['primary', 'work'], muted_until: null },
    answer: { ...PHONE, name: 'Work phone', tags: ['primary', 'work'] },
  },
  'devices.revoke': DEVICE,
  'devices.bulkRevoke': {
    body: { ids: [PHONE_ID, AGENT_ID] },
    answer: {
      results: [
        { id: PHONE_ID, status: 'revoked' },
        { id: AGENT_ID, status: 'forbidden' },
      ],
    },
  },
  'devices.bulkRename': {
    body: { names: [{ id: AGENT_ID, name: 'backup-server-2' }] },
    answer: { results: [{ id: AGENT_ID, status: 'renamed' }] },
  },
  'devices.replaceToken': {
    ...DEVICE,
    body: { push_token: APNS_TOKEN, environment: 'production' },
    answer: { success: true },
  },
  'devices.rotateSecret': {
    path: { id: AGENT_ID },
    body: { grace_seconds: 3600 },
    answer: { secret: SECRET, previous_valid_until: '2026-11-22T11:00:00.000Z' },
  },
  'devices.activity': {
    path: { id: AGENT_ID },
    answer: {
      online: true,
      last_poll_at: AGENT.last_poll_at,
      last_ack_at: AGENT.last_ack_at,
      polls: 2_880,
      seconds_between_polls: 30,
      messages: 14,
      processed: 13,
      failed: 1,
      success_rate: 0.9286,
      hours: [{ at: '2026-11-22T09:00:00.000Z', polls: 120, processed: 2, failed: 0 }],
      previous_secret_valid_until: null,
    },
  },
  'devices.deliveries': {
    ...DEVICE,
    query: { limit: 20 },
    answer: { deliveries: [{ ...DELIVERY, title: NOTIFICATION.title }], next_cursor: null },
  },
  'devices.test': { ...DEVICE, answer: { notification_id: NOTIFICATION_ID } },
  'devices.preferences': { ...DEVICE, answer: DEVICE_PREFERENCES },
  'devices.updatePreferences': { ...DEVICE, body: { sound: false }, answer: DEVICE_PREFERENCES },
  'preferences.get': { answer: PREFERENCES },
  'preferences.update': { body: { quiet_hours: QUIET_HOURS }, answer: PREFERENCES },
  'deviceTokens.register': {
    body: { token: APNS_TOKEN, device_id: INSTALLATION_ID, environment: 'production' },
    answer: {
      id: TOKEN_ID,
      device_id: INSTALLATION_ID,
      provider: 'apns',
      environment: 'production',
      rotated: false,
      created_at: '2026-11-02T08:15:30.000Z',
    },
  },
  'deviceTokens.revoke': { path: { device_id: INSTALLATION_ID } },
  'push.vapidPublicKey': { answer: { public_key: SUBSCRIPTION.keys.p256dh } },
  'push.subscribe': {
    body: { ...SUBSCRIPTION, device_id: 'browser-7d31', name: 'Ada’s browser' },
    answer: { id: TOKEN_ID, device_id: PHONE_ID },
  },
  'push.resubscribe': {
    body: {
      old: { endpoint: SUBSCRIPTION.endpoint, auth: SUBSCRIPTION.keys.auth },
      subscription: { ...SUBSCRIPTION, endpoint: `${SUBSCRIPTION.endpoint}-new` },
    },
    answer: { id: TOKEN_ID, device_id: PHONE_ID },
  },
  'push.unsubscribe': { query: { endpoint: SUBSCRIPTION.endpoint } },
  'push.listSubscriptions': {
    query: { status: 'active', limit: 50 },
    answer: {
      subscriptions: [
        {
          id: TOKEN_ID,
          device_id: PHONE_ID,
          user_id: PHONE.user_id,
          endpoint: 'https://updates.push.services.…com/wpush/v2/ada-bro',
          user_agent: 'Mozilla/5.0',
          active: true,
          created_at: '2026-11-02T08:15:30.000Z',
          last_used_at: '2026-11-21T17:04:11.000Z',
        },
      ],
      next_cursor: null,
    },
  },
  'push.test': {
    body: { title: 'Does it ring?', body: 'A test from the guide' },
    answer: { notification_id: NOTIFICATION_ID },
  },
  'push.report': { body: { receipt: 'the-receipt-of-the-message', event: 'displayed' } },
  'client.poll': {
    query: { wait: 30, limit: 20 },
    answer: {
      messages: [
        {
          delivery_id: DELIVERY_ID,
          notification_id: NOTIFICATION_ID,
          title: NOTIFICATION.title,
          body: NOTIFICATION.body,
          data: { jobId: 17 },
          priority: 'normal',
          created_at: NOTIFICATION.created_at,
          expires_at: NOTIFICATION.expires_at,
          leased_until: '2026-11-22T06:01:00.000Z',
        },
      ],
      count: 1,
      polled_at: '2026-11-22T06:00:00.000Z',
      next_poll_seconds: 0,
    },
  },
  'client.ack': {
    body: { delivery_id: DELIVERY_ID, status: 'processed', reference: 'job-17' },
    answer: { delivery_id: DELIVERY_ID, status: 'processed', acknowledged_at: '2026-11-22T06:00:03.000Z' },
    others: {
      failed: {
        body: { delivery_id: DELIVERY_ID, status: 'failed', error: 'No space left on the disk' },
        answer: { delivery_id: DELIVERY_ID, status: 'failed', acknowledged_at: '2026-11-22T06:00:03.000Z' },
      },
    },
  },
};
