import { randomUUID } from 'node:crypto';
import type { Calls } from './call-table.ts';
import type { ContractWorld } from './contract-world.ts';

const PAIRING = { device_id: 'paired', platform: 'ios', name: 'Phone', model: 'iPhone 17' };

/** A pairing that its person has approved. */
async function approvedPairing({ api, tokens }: ContractWorld) {
  const { body } = await api.call('POST', '/api/v1/auth/pairings', { ...PAIRING, device_id: randomUUID() });
  await api.call('POST', '/api/v1/auth/pairings/confirm', { code: body.code }, tokens.owner);
  return { id: String(body.id), verifier: String(body.verifier) };
}

export const ACCOUNT_CALLS: Calls = {
  'auth.register': () => ({
    body: { email: `${randomUUID()}@example.com`, password: 'a long enough password', name: 'Ada' },
  }),
  'auth.login': async ({ newAccount }) => {
    const { email, password } = await newAccount();
    return { body: { email, password } };
  },
  'auth.refresh': async ({ newAccount }) => ({
    body: { refresh_token: (await newAccount()).refreshToken },
  }),
  'auth.logout': async ({ newAccount }) => ({
    body: { refresh_token: (await newAccount()).refreshToken, device_id: 'phone' },
  }),
  'auth.me': ({ as }) => ({ authorization: as.owner }),
  'auth.changePassword': async ({ newAccount }) => {
    const { password, accessToken } = await newAccount();
    return {
      body: { current_password: password, new_password: 'another long enough password' },
      authorization: `Bearer ${accessToken}`,
    };
  },
  'auth.listSessions': ({ as }) => ({ authorization: as.owner }),
  'auth.revokeSession': ({ as, sessionId }) => ({ path: { id: sessionId }, authorization: as.owner }),
  'auth.revokeOtherSessions': ({ as }) => ({ authorization: as.owner }),
  'pairings.create': () => ({ body: { ...PAIRING, device_id: randomUUID() } }),
  'pairings.status': async (world) => {
    const { id, verifier } = await approvedPairing(world);
    return { path: { id }, query: { verifier } };
  },
  'pairings.exchange': async (world) => {
    const { id, verifier } = await approvedPairing(world);
    return { path: { id }, body: { verifier } };
  },
  'pairings.find': ({ as, pairingCode }) => ({ body: { code: pairingCode }, authorization: as.owner }),
  'pairings.confirm': ({ as, pairingCode }) => ({ body: { code: pairingCode }, authorization: as.owner }),
  'pairings.reject': ({ as, pairingCode }) => ({ body: { code: pairingCode }, authorization: as.owner }),
  'apiKeys.create': ({ as }) => ({
    body: { name: 'Order service', scopes: ['notifications:send'], expires_at: '2126-01-01T00:00:00Z' },
    authorization: as.admin,
  }),
  'apiKeys.list': ({ as }) => ({ query: { limit: '2' }, authorization: as.admin }),
  'apiKeys.revoke': ({ as, apiKeyId }) => ({ path: { id: apiKeyId }, authorization: as.admin }),
};
