import type { Examples } from './example.ts';
import {
  API_KEY_ID,
  CURSOR,
  INSTALLATION_ID,
  PAIRING_ID,
  PHONE,
  SESSION_ID,
  TOKENS,
  USER,
  USER_ID,
} from './objects.ts';

const CREDENTIALS = { email: 'ada@example.com', password: 'correct horse battery staple' };
const VERIFIER = 'kQ3v9fXb2Lr7T0yWm5cHn8ZpJd1sAeUg6iOoRqVtMxE';
const CODE = { code: '482 913' };
const PAIRING = { device_id: INSTALLATION_ID, platform: 'ios', name: 'Ada’s phone', model: 'iPhone 17' };
const REQUESTED = {
  ...PAIRING,
  id: PAIRING_ID,
  user_agent: 'Example/3.2.0',
  ip_address: '192.0.2.17',
  created_at: '2026-11-22T10:00:00.000Z',
  expires_at: '2026-11-22T10:05:00.000Z',
};
const API_KEY = {
  id: API_KEY_ID,
  name: 'Order service',
  prefix: 'crl_8fK2mQ',
  scopes: ['notifications:send', 'devices:read'],
  user_id: USER_ID,
  user_email: 'ada@example.com',
  status: 'active',
  created_at: '2026-11-02T08:20:00.000Z',
  expires_at: '2027-11-02T00:00:00.000Z',
  last_used_at: '2026-11-22T09:59:00.000Z',
  revoked_at: null,
};

/** Accounts, sessions, pairing and API keys. */
export const ACCOUNT_EXAMPLES: Examples = {
  'auth.register': { body: { ...CREDENTIALS, name: 'Ada' }, answer: { user: USER, ...TOKENS } },
  'auth.login': { body: CREDENTIALS, answer: { user: USER, ...TOKENS } },
  'auth.refresh': { body: { refresh_token: TOKENS.refresh_token }, answer: { user: USER, ...TOKENS } },
  'auth.logout': { body: { refresh_token: TOKENS.refresh_token, device_id: INSTALLATION_ID } },
  'auth.me': { answer: { user: USER } },
  'auth.changePassword': {
    body: { current_password: CREDENTIALS.password, new_password: 'a longer and better password' },
  },
  'auth.listSessions': {
    answer: {
      sessions: [
        {
          id: SESSION_ID,
          kind: 'app',
          user_agent: 'Example/3.2.0',
          ip_address: '192.0.2.17',
          current: true,
          created_at: '2026-11-02T08:15:30.000Z',
          last_seen_at: '2026-11-22T09:58:02.000Z',
          expires_at: '2026-12-22T09:58:02.000Z',
        },
      ],
    },
  },
  'auth.revokeSession': { path: { id: SESSION_ID } },
  'auth.revokeOtherSessions': { answer: { ended: 2 } },
  'pairings.create': {
    body: PAIRING,
    answer: { id: PAIRING_ID, code: '482913', verifier: VERIFIER, expires_in: 300 },
  },
  'pairings.status': {
    path: { id: PAIRING_ID },
    query: { verifier: VERIFIER },
    answer: { id: PAIRING_ID, status: 'approved', expires_at: REQUESTED.expires_at },
  },
  'pairings.exchange': {
    path: { id: PAIRING_ID },
    body: { verifier: VERIFIER },
    answer: { user: USER, ...TOKENS, device: PHONE },
  },
  'pairings.find': { body: CODE, answer: REQUESTED },
  'pairings.confirm': { body: CODE, answer: PHONE },
  'pairings.reject': {
    body: CODE,
    answer: { id: PAIRING_ID, status: 'rejected', expires_at: REQUESTED.expires_at },
  },
  'apiKeys.create': {
    body: { name: API_KEY.name, scopes: API_KEY.scopes, expires_at: API_KEY.expires_at },
    answer: { ...API_KEY, last_used_at: null, key: 'crl_8fK2mQ_shown-in-this-answer-alone' },
  },
  'apiKeys.list': { query: { limit: 50 }, answer: { api_keys: [API_KEY], next_cursor: CURSOR } },
  'apiKeys.revoke': { path: { id: API_KEY_ID } },
};
