import type { DeviceId, NotificationId, UserId } from '@carillon/contracts/ids';
import type { NotificationStatus } from '@carillon/contracts/notifications';
import type { CancelStore } from '@carillon/notifications/ports-cancel';
import type pg from 'pg';
import { v7 } from 'uuid';
import type { Database } from '../client.ts';
import { runTransaction } from './transaction.ts';

const CANCEL_WAITING = `
  UPDATE deliveries delivery SET
    state = 'cancelled', reason = 'notification_cancelled', next_attempt_at = NULL, updated_at = now()
  FROM waiting
  WHERE delivery.notification_id = waiting.notification_id AND delivery.device_id = waiting.device_id
  RETURNING delivery.device_id AS "deviceId"`;

/** Rows that a worker leases in this moment are waited for and left to it. */
const CANCEL_PAGE = `
  WITH waiting AS MATERIALIZED (
    SELECT notification_id, device_id FROM deliveries
    WHERE notification_id = $1 AND state = 'pending' AND ($2::uuid IS NULL OR device_id > $2::uuid)
    ORDER BY device_id LIMIT $3
    FOR UPDATE
  ) ${CANCEL_WAITING}`;

const CANCEL_NAMED = `
  WITH waiting AS MATERIALIZED (
    SELECT delivery.notification_id, delivery.device_id
    FROM unnest($2::uuid[]) AS named (device_id)
    JOIN deliveries delivery ON delivery.notification_id = $1 AND delivery.device_id = named.device_id
    JOIN notifications notification ON notification.id = $1 AND notification.status = 'cancelled'
    WHERE delivery.state = 'pending'
    ORDER BY delivery.device_id
    FOR UPDATE OF delivery
  ) ${CANCEL_WAITING}`;

/** The rows of a notification that is taken back. */
export function createCancelStore({ pool }: Pick<Database, 'pool'>): CancelStore {
  return {
    async findSender(id) {
      const { rows } = await pool.query<{ createdById: UserId | null }>(
        'SELECT created_by_id AS "createdById" FROM notifications WHERE id = $1',
        [id],
      );
      return rows[0] ?? null;
    },

    mark: (id) => runTransaction(pool, (client) => markCancelled(client, id)),

    cancelPage: async (id, { after, size }) => {
      const cancelled = await cancelRows(pool, { id, text: CANCEL_PAGE, values: [after, size] });
      return cancelled.toSorted().at(-1) ?? null;
    },

    async count(id) {
      const { rows } = await pool.query<{ cancelled: number; others: number }>(
        `SELECT coalesce(sum(devices) FILTER (WHERE state = 'cancelled'), 0)::int AS cancelled,
                coalesce(sum(devices) FILTER (WHERE state <> 'cancelled'), 0)::int AS others
         FROM notification_counts WHERE notification_id = $1`,
        [id],
      );
      return rows[0] ?? { cancelled: 0, others: 0 };
    },
  };
}

/** Waits for an expansion's page or a worker's last word about the notification, so that none of them comes after it. */
async function markCancelled(client: pg.PoolClient, id: NotificationId): Promise<NotificationStatus | null> {
  const { rows } = await client.query<{ status: NotificationStatus }>(
    'SELECT status FROM notifications WHERE id = $1 FOR NO KEY UPDATE',
    [id],
  );
  await client.query(
    `UPDATE notifications SET status = 'cancelled', cancelled_at = now(), updated_at = now()
     WHERE id = $1 AND status IN ('scheduled', 'expanding', 'sending')`,
    [id],
  );
  return rows[0]?.status ?? null;
}

/**
 * A worker that put rows back to wait, because an attempt failed, asks afterwards whether the notification was cancelled
 * meanwhile. Either it sees that here, or the cancelling began later and saw these rows: none is left waiting.
 *
 * @returns the devices whose rows were cancelled by this
 */
export async function cancelReturned(
  pool: pg.Pool,
  id: NotificationId,
  deviceIds: readonly DeviceId[],
): Promise<ReadonlySet<DeviceId>> {
  if (deviceIds.length === 0) return new Set();
  return new Set(await cancelRows(pool, { id, text: CANCEL_NAMED, values: [deviceIds] }));
}

/** The rows and their events, together or not at all. */
function cancelRows(
  pool: pg.Pool,
  { id, text, values }: { readonly id: NotificationId; readonly text: string; readonly values: unknown[] },
): Promise<DeviceId[]> {
  return runTransaction(pool, async (client) => {
    // Not prepared: a plan that was made while the table was small must not outlive that.
    const { rows } = await client.query<{ deviceId: DeviceId }>(text, [id, ...values]);
    const deviceIds = rows.map(({ deviceId }) => deviceId);
    if (deviceIds.length === 0) return deviceIds;
    await client.query(
      `INSERT INTO delivery_events (notification_id, device_id, id, kind, reason)
       SELECT $1, device_id, id, 'cancelled', 'notification_cancelled'
       FROM unnest($2::uuid[], $3::uuid[]) AS event (device_id, id)`,
      [id, deviceIds, deviceIds.map(() => v7())],
    );
    return deviceIds;
  });
}
