import type { AuditStore } from '@carillon/push/ports';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Database } from '../client.ts';
import type { Queryable } from './queryable.ts';

/** The audit log (OBS-3); within a transaction, over its connection. */
export function createAuditStore({ pool }: { readonly pool: Queryable }): AuditStore {
  return {
    async record({ userId, action, targetType, targetId, ipAddress, requestId, details }) {
      // `actor` is a copy, so that the row still says who it was after the account is deleted.
      await pool.query(
        `INSERT INTO audit_events (id, user_id, actor, action, target_type, target_id, ip_address, request_id, details)
         VALUES ($1, $2, coalesce((SELECT email FROM users WHERE id = $2), 'anonymous'), $3, $4, $5, $6, $7, $8)`,
        [uuidv7(), userId, action, targetType, targetId, ipAddress, requestId, JSON.stringify(details)],
      );
    },
  };
}
