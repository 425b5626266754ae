import type { AuditReader } from '@carillon/auth/ports-audit';
import { AUDIT_ACTIONS, type AuditEventView } from '@carillon/contracts/audit';
import type { AuditStore } from '@carillon/push/ports';
import { uuidv7 } from '@carillon/runtime/ids';
import { requestFacts } from '@carillon/runtime/request-facts';
import type { Database } from '../client.ts';
import type { Queryable } from './queryable.ts';

/** The audit log (OBS-3); within a transaction, over its connection. */
export function createAuditStore({ pool }: { readonly pool: Queryable }): AuditStore {
  return {
    async record(...events) {
      if (events.length === 0) return;
      const request = requestFacts();
      const rows = events.map((event) => ({
        id: uuidv7(),
        user_id: event.userId,
        action: event.action,
        target_type: event.targetType,
        target_id: event.targetId,
        ip_address: event.ipAddress ?? request?.ipAddress ?? null,
        request_id: event.requestId ?? request?.requestId ?? null,
        details: event.details ?? {},
      }));
      // `actor` is a copy, so that the row still says who it was after the account is deleted.
      await pool.query(
        `INSERT INTO audit_events
           (id, user_id, actor, api_key_id, action, target_type, target_id, ip_address, request_id, details)
         SELECT event.id, users.id, coalesce(users.email, 'anonymous'), $2, event.action, event.target_type,
           event.target_id, event.ip_address, event.request_id, event.details
         FROM json_to_recordset($1::json) event (id uuid, user_id uuid, action text, target_type text,
           target_id text, ip_address text, request_id text, details jsonb)
         LEFT JOIN users ON users.id = event.user_id`,
        [JSON.stringify(rows), request?.apiKeyId ?? null],
      );
    },
  };
}

const EVENT = `
  SELECT id, created_at AS at, action, actor, user_id AS "userId", api_key_id AS "apiKeyId",
    target_type AS "targetType", target_id AS "targetId", ip_address AS "ipAddress", request_id AS "requestId",
    coalesce(details, '{}'::jsonb) AS details
  FROM audit_events`;

/** Whatever is null does not restrict. Each clause fits an index that goes on with (created_at, id). */
const RESTRICTED = `
  ($1::uuid IS NULL OR user_id = $1) AND ($2::text IS NULL OR target_id = $2)
  AND ($3::timestamptz IS NULL OR created_at >= $3) AND ($4::timestamptz IS NULL OR created_at < $4)
  AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))`;

const NEWEST_FIRST = 'ORDER BY created_at DESC, id DESC LIMIT $7';

/**
 * The newest of one code, and nothing else restricted but the time. Told that the code is equal, the planner may read everybody's
 * events by time until it has found enough of that code, of which there may be none; told that it is neither less nor more, it has
 * but one index that goes by code and time.
 */
const OF_CODE = `
  ($1::uuid IS NULL OR user_id = $1) AND ($2::text IS NULL OR target_id = $2)
  AND action <= code AND (action, created_at) >= (code, coalesce($3::timestamptz, '-infinity'))
  AND ($4::timestamptz IS NULL OR (action, created_at) < (code, $4))
  AND ($5::timestamptz IS NULL OR (action, created_at, id) < (code, $5, $6::uuid))
  ORDER BY action DESC, created_at DESC, id DESC LIMIT $7`;

/** Reads it, for administrators. */
export function createAuditReader({ pool }: Pick<Database, 'pool'>): AuditReader {
  return {
    async list({ action, userId, targetId, from, to, before, limit }) {
      const restriction = [userId, targetId, from, to, before?.createdAt ?? null, before?.id ?? null, limit];
      if (action === null) {
        const { rows } = await pool.query<AuditEventView>(
          `${EVENT} WHERE ${RESTRICTED} ${NEWEST_FIRST}`,
          restriction,
        );
        return rows;
      }
      // The newest of each code that begins so, then the newest of those: a rare code is found without reading the others.
      const ofCode =
        userId === null && targetId === null ? OF_CODE : `action = code AND ${RESTRICTED} ${NEWEST_FIRST}`;
      const codes = Object.keys(AUDIT_ACTIONS).filter((code) => code.startsWith(action));
      const { rows } = await pool.query<AuditEventView>(
        `SELECT event.* FROM unnest($8::text[]) code CROSS JOIN LATERAL (
           ${EVENT} WHERE ${ofCode}
         ) event ORDER BY at DESC, id DESC LIMIT $7`,
        [...restriction, codes],
      );
      return rows;
    },
  };
}
