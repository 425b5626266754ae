import { randomUUID } from 'node:crypto';
import type { Calls } from './call-table.ts';

export const ADMINISTRATION_CALLS: Calls = {
  'users.list': ({ as }) => ({ query: { search: 'example', limit: '3' }, authorization: as.admin }),
  'users.get': ({ as, ownerId }) => ({ path: { id: ownerId }, authorization: as.admin }),
  'users.update': ({ as, ownerId }) => ({
    path: { id: ownerId },
    body: { role: 'admin', disabled: false },
    authorization: as.admin,
  }),
  'users.setExternalId': ({ as, ownerId }) => ({
    path: { id: ownerId },
    body: { external_id: randomUUID() },
    authorization: as.admin,
  }),
  'users.holdings': ({ as, ownerId }) => ({ path: { id: ownerId }, authorization: as.admin }),
  'users.delete': ({ as, ownerId }) => ({ path: { id: ownerId }, authorization: as.admin }),
  'settings.get': ({ as }) => ({ authorization: as.admin }),
  'settings.update': ({ as }) => ({
    body: { sending: { channels: { inbox: true } } },
    authorization: as.admin,
  }),
  'settings.encryption': ({ as }) => ({ authorization: as.admin }),
  'settings.rotateEncryption': ({ as }) => ({ authorization: as.admin }),
  'doctor.run': ({ as }) => ({ authorization: as.admin }),
  'stats.outcomes': ({ as }) => ({ query: { from: '2026-01-01T00:00:00Z' }, authorization: as.admin }),
  'audit.list': ({ as }) => ({ query: { limit: '5' }, authorization: as.admin }),
};
