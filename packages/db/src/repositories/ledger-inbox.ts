import type { InboxMessage, InboxStore } from '@carillon/notifications/inbox';
import type { Database } from '../client.ts';

/**
 * Rows that another poll holds at this moment are passed over, so that polls at once get different messages. A message that
 * was cancelled after it came here is nobody's any more. What is handed out is counted for the agent's activity.
 */
const TAKE = `
  WITH free AS (
    SELECT delivery.notification_id, delivery.device_id
    FROM deliveries delivery
    JOIN notifications notification ON notification.id = delivery.notification_id
    JOIN devices device ON device.id = delivery.device_id
    WHERE delivery.device_id = $1 AND delivery.channel = 'inbox' AND delivery.state = 'accepted'
      AND (delivery.inbox_leased_until IS NULL OR delivery.inbox_leased_until <= now())
      AND ($4::timestamptz IS NULL OR delivery.accepted_at > $4)
      AND notification.expires_at > now() AND notification.status <> 'cancelled' AND device.revoked_at IS NULL
    ORDER BY delivery.notification_id LIMIT $2
    FOR UPDATE OF delivery SKIP LOCKED
  ), taken AS (
    UPDATE deliveries delivery SET
      inbox_leased_until = now() + $3 * interval '1 millisecond', updated_at = now()
    FROM free
    WHERE delivery.notification_id = free.notification_id AND delivery.device_id = free.device_id
    RETURNING delivery.notification_id, delivery.accepted_at, delivery.inbox_leased_until
  ), counted AS (
    INSERT INTO agent_activity (device_id, hour, messages)
    SELECT $1, date_trunc('hour', now()), count(*) FROM taken HAVING count(*) > 0
    ON CONFLICT (device_id, hour) DO UPDATE SET messages = agent_activity.messages + excluded.messages
  )
  SELECT notification.id AS "notificationId", notification.message, notification.priority,
         taken.accepted_at AS "acceptedAt", notification.expires_at AS "expiresAt",
         taken.inbox_leased_until AS "leasedUntil"
  FROM taken JOIN notifications notification ON notification.id = taken.notification_id
  ORDER BY notification.id`;

/** @see InboxStore */
export function createInboxStore({ pool }: Pick<Database, 'pool'>): InboxStore {
  return {
    async take(deviceId, { limit, leaseMs, since }) {
      const { rows } = await pool.query<InboxMessage>(TAKE, [deviceId, limit, leaseMs, since]);
      return rows;
    },
  };
}
