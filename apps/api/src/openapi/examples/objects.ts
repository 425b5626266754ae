/*
 * What the examples are about: one person with a phone, a browser and an agent, and what was sent to them. In REST's own
 * spelling, so that they read as what a client sees.
 */

export const USER_ID = '01a1f3c5-7b0e-7c59-9d4e-3f8a52c6b1d7';
export const ADMIN_ID = '01a1f3c0-11d2-7a47-8b6c-0c9d7e5f4a32';
export const PHONE_ID = '01a1f3c6-02aa-7d31-9a70-6c1f0e2b8d94';
export const AGENT_ID = '01a1f3c7-95e8-7f02-8c1d-72b4a6e03f51';
export const NOTIFICATION_ID = '01a1f3d2-4c6b-7e80-a5f3-19d8b7c20e64';
export const SESSION_ID = '01a1f3c5-80f4-7b1a-92d6-5e3c4f7a8b90';
export const API_KEY_ID = '01a1f3c9-3e17-7d65-8f24-a0b1c2d3e4f5';
export const PAIRING_ID = '01a1f3ca-6f50-7c08-b93e-1d2c3b4a5f60';
export const TOKEN_ID = '01a1f3c6-02b1-7a9f-8e47-9f0e1d2c3b4a';
export const INSTALLATION_ID = 'b7d1c0e2-ios-app';
export const DELIVERY_ID = '01a1f3d24c6b7e80a5f319d8b7c20e64';
export const CURSOR = 'WzE3OTUzMzk4MDAwMDAsIjAxYTFmM2M2Il0';

const CREATED = '2026-11-02T08:15:30.000Z';

export const USER = {
  id: USER_ID,
  email: 'ada@example.com',
  name: 'Ada',
  role: 'member',
  created_at: CREATED,
};
export const USER_ENTRY = { ...USER, external_id: 'customer-17', disabled_at: null, devices: 3 };

export const TOKENS = {
  access_token: 'an-access-token',
  refresh_token: 'a-refresh-token',
  token_type: 'Bearer',
  expires_in: 900,
};

export const PHONE = {
  id: PHONE_ID,
  device_id: INSTALLATION_ID,
  kind: 'push',
  platform: 'ios',
  name: 'Ada’s phone',
  model: 'iPhone 17',
  os_version: '20.1',
  app_version: '3.2.0',
  user_agent: 'Example/3.2.0',
  tags: ['primary'],
  status: 'active',
  push: {
    provider: 'apns',
    environment: 'production',
    health: 'ok',
    reason: null,
    last_delivered_at: '2026-11-21T17:04:11.000Z',
  },
  muted_until: null,
  last_seen_at: '2026-11-22T09:58:02.000Z',
  last_poll_at: null,
  last_ack_at: null,
  created_at: CREATED,
  updated_at: '2026-11-22T09:58:02.000Z',
  revoked_at: null,
  user_id: USER_ID,
  online: false,
};

export const AGENT = {
  ...PHONE,
  id: AGENT_ID,
  device_id: null,
  kind: 'agent',
  platform: 'agent',
  name: 'backup-server',
  model: null,
  os_version: null,
  app_version: null,
  user_agent: 'carillon-agent/1.0.0',
  tags: ['backup'],
  push: null,
  last_poll_at: '2026-11-22T09:59:41.000Z',
  last_ack_at: '2026-11-22T06:00:03.000Z',
  online: true,
};

export const SECRET = '5f2d8c0a'.repeat(8);

const COUNTS = {
  pending: 0,
  sending: 0,
  accepted: 2,
  failed: 0,
  expired: 0,
  suppressed: 1,
  cancelled: 0,
  received: 0,
  displayed: 1,
  clicked: 0,
  total: 4,
};

export const NOTIFICATION = {
  id: NOTIFICATION_ID,
  title: 'Backup finished',
  body: '12 GB in 4 minutes',
  kind: 'message',
  status: 'done',
  priority: 'normal',
  ttl_seconds: 86_400,
  collapse_key: null,
  url: 'https://status.example.com/backups/17',
  created_at: '2026-11-22T06:00:00.000Z',
  expires_at: '2026-11-23T06:00:00.000Z',
  created_by_id: ADMIN_ID,
  send_at: null,
  cancelled_at: null,
  counts: COUNTS,
};
export const NOTIFICATION_DETAIL = {
  ...NOTIFICATION,
  channels: [
    { channel: 'apns', counts: { ...COUNTS, accepted: 1, suppressed: 0, total: 2 } },
    { channel: 'inbox', counts: { ...COUNTS, displayed: 0, accepted: 1, total: 2 } },
  ],
};

export const DELIVERY = {
  notification_id: NOTIFICATION_ID,
  device_id: PHONE_ID,
  device_name: PHONE.name,
  device_model: PHONE.model,
  device_user_agent: PHONE.user_agent,
  platform: 'ios',
  user_id: USER_ID,
  channel: 'apns',
  state: 'accepted',
  reason: null,
  attempts: 1,
  next_attempt_at: null,
  provider_message_id: '0E2B8D94-6C1F-4A70-9A70-02AA7D31F3C6',
  error_code: null,
  created_at: '2026-11-22T06:00:00.004Z',
  accepted_at: '2026-11-22T06:00:00.131Z',
  displayed_at: null,
  clicked_at: null,
  explanation: 'The push service took it.',
  events: [
    {
      at: '2026-11-22T06:00:00.004Z',
      kind: 'queued',
      attempt: null,
      reason: null,
      detail: 'Put on its way.',
      duration_ms: null,
    },
    {
      at: '2026-11-22T06:00:00.131Z',
      kind: 'accepted',
      attempt: 1,
      reason: null,
      detail: 'The push service took it.',
      duration_ms: 84,
    },
  ],
};

export const SUBSCRIPTION = {
  endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/ada-browser',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};

export const QUIET_HOURS = {
  enabled: true,
  start: '22:00',
  end: '07:00',
  time_zone: 'Europe/Berlin',
  critical_override: true,
};
export const PREFERENCES = { categories: ['alerts', 'news'], quiet_hours: QUIET_HOURS, sound: true };
