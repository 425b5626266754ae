import type {
  AdministeredUser,
  UserAdministrationStore,
  UserAdministrationTransaction,
} from '@carillon/auth/ports-administration';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { UserHoldings } from '@carillon/contracts/users';
import type { Database } from '../client.ts';
import { noticeInboxes } from '../inbox-channel.ts';
import { createAuditStore } from './audit-events.ts';
import type { Queryable } from './queryable.ts';
import { runTransaction } from './transaction.ts';

const BATCH_ROWS = 5_000;

/**
 * The history of 25 devices may be hundreds of thousands of rows. Left to the foreign keys they would go in one statement,
 * which takes longer than any statement may.
 */
const REMOVE_DELIVERIES = `
  WITH old AS MATERIALIZED (
    SELECT notification_id, device_id FROM deliveries
    WHERE device_id = ANY(ARRAY(SELECT id FROM devices WHERE user_id = $1)) LIMIT ${BATCH_ROWS}
  )
  DELETE FROM deliveries delivery USING old
  WHERE delivery.notification_id = old.notification_id AND delivery.device_id = old.device_id`;

/** Changes to accounts by administrators. */
export function createUserAdministrationStore({ pool }: Pick<Database, 'pool'>): UserAdministrationStore {
  return {
    async holdings(id) {
      const { rows } = await pool.query<UserHoldings>(
        `SELECT
           (SELECT count(*)::int FROM devices WHERE user_id = users.id) AS devices,
           (SELECT count(*)::int FROM sessions
            WHERE user_id = users.id AND revoked_at IS NULL AND expires_at > now()) AS sessions,
           (SELECT count(*)::int FROM api_keys WHERE user_id = users.id AND revoked_at IS NULL) AS "apiKeys",
           (SELECT count(*)::int FROM topic_members WHERE user_id = users.id) AS topics
         FROM users WHERE id = $1`,
        [id],
      );
      return rows[0] ?? null;
    },

    transaction: (work) => runTransaction(pool, (client) => work(toTransaction(client))),
  };
}

function toTransaction(client: Queryable): UserAdministrationTransaction {
  return {
    async lockAdministrators() {
      const { rows } = await client.query<{ id: UserId }>(
        `SELECT id FROM users WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`,
      );
      return rows.map(({ id }) => id);
    },

    async lock(id) {
      const { rows } = await client.query<AdministeredUser>(
        `SELECT email, role, disabled_at AS "disabledAt" FROM users WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      return rows[0] ?? null;
    },

    async setRole(id, role) {
      await client.query('UPDATE users SET role = $2, updated_at = now() WHERE id = $1', [id, role]);
    },

    async setDisabled(id, disabled) {
      await client.query(
        'UPDATE users SET disabled_at = CASE WHEN $2 THEN now() END, updated_at = now() WHERE id = $1',
        [id, disabled],
      );
    },

    endAccess: (id) => endAccess(client, id),

    async remove(id) {
      await noticeAgents(client, id);
      while ((await client.query(REMOVE_DELIVERIES, [id])).rowCount === BATCH_ROWS);
      await client.query('DELETE FROM users WHERE id = $1', [id]);
    },

    record: (event) => createAuditStore({ pool: client }).record(event),
  };
}

/** The user's agents that wait for messages are told at the commit that they wait for nothing. */
async function noticeAgents(client: Queryable, id: UserId): Promise<void> {
  const { rows } = await client.query<{ id: DeviceId }>(
    "SELECT id FROM devices WHERE user_id = $1 AND kind = 'agent' AND revoked_at IS NULL",
    [id],
  );
  await noticeInboxes(
    client,
    rows.map((agent) => agent.id),
  );
}

/** Rows in the order of their ids, as whoever else ends sessions takes them. */
async function endAccess(
  client: Queryable,
  id: UserId,
): Promise<{ readonly sessions: number; readonly apiKeys: number }> {
  const sessions = await client.query(
    `UPDATE sessions SET revoked_at = now(), revoke_reason = 'user_disabled'
     WHERE id IN (
       SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id FOR UPDATE
     )`,
    [id],
  );
  const apiKeys = await client.query(
    'UPDATE api_keys SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL',
    [id],
  );
  await noticeAgents(client, id);
  return { sessions: sessions.rowCount ?? 0, apiKeys: apiKeys.rowCount ?? 0 };
}
