import type { Examples } from './example.ts';
import { ADMIN_ID, CURSOR, PHONE_ID, USER_ENTRY, USER_ID } from './objects.ts';

const SETTINGS = {
  sending: {
    enabled: true,
    channels: { apns: true, fcm: true, expo: false, webpush: true, inbox: true },
  },
};
const ENCRYPTION = {
  primary_key_id: 'k2',
  keys: [
    { key_id: 'k2', available: true, tokens: 812 },
    { key_id: 'k1', available: true, tokens: 4_188 },
  ],
  remaining: 4_188,
  running: true,
};

/** What administrators do: users, settings, the audit log, checks and figures. */
export const ADMINISTRATION_EXAMPLES: Examples = {
  'users.list': {
    query: { search: 'ada', limit: 50 },
    answer: { users: [USER_ENTRY], next_cursor: CURSOR },
  },
  'users.get': { path: { id: USER_ID }, answer: USER_ENTRY },
  'users.update': {
    path: { id: USER_ID },
    body: { role: 'admin' },
    answer: { ...USER_ENTRY, role: 'admin' },
  },
  'users.setExternalId': {
    path: { id: USER_ID },
    body: { external_id: 'customer-17' },
    answer: USER_ENTRY,
  },
  'users.holdings': {
    path: { id: USER_ID },
    answer: { devices: 4, sessions: 2, api_keys: 0, topics: 1 },
  },
  'users.delete': { path: { id: USER_ID } },
  'settings.get': { answer: SETTINGS },
  'settings.update': { body: { sending: { channels: { expo: false } } }, answer: SETTINGS },
  'settings.encryption': { answer: ENCRYPTION },
  'settings.rotateEncryption': { answer: ENCRYPTION },
  'doctor.run': {
    answer: {
      checked_at: '2026-11-22T10:00:00.000Z',
      diagnoses: [
        {
          subject: 'apns',
          check: 'credentials',
          status: 'failed',
          detail: 'Apple refuses the key: InvalidProviderToken.',
          advice: 'Check APNS_KEY_ID and APNS_TEAM_ID.',
        },
      ],
    },
  },
  'stats.outcomes': {
    query: { from: '2026-11-21T10:00:00Z' },
    answer: {
      interval_seconds: 300,
      points: [{ at: '2026-11-22T06:00:00.000Z', channel: 'apns', status: 'accepted', count: 2 }],
    },
  },
  'audit.list': {
    query: { action: 'device.', limit: 50 },
    answer: {
      events: [
        {
          id: '01a1f3d3-0aa1-7b2c-8d3e-4f5061728394',
          at: '2026-11-22T09:12:44.000Z',
          action: 'device.foreign_access',
          actor: 'root@example.com',
          user_id: ADMIN_ID,
          api_key_id: null,
          target_type: 'device',
          target_id: PHONE_ID,
          ip_address: '192.0.2.44',
          request_id: '01a1f3d3-0a9f-7e11-9f22-33445566aabb',
          details: {},
        },
      ],
      next_cursor: CURSOR,
    },
  },
};
