import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type {
  DeviceRow,
  NewNotification,
  NotificationStore,
  Recipient,
  SendTransaction,
  StoredSend,
} from '@carillon/notifications/ports';
import type pg from 'pg';
import type { Database } from '../client.ts';
import { audienceSql, CHANNEL_SQL, RECIPIENTS_FROM } from './notifications-recipients.ts';
import { runTransaction } from './transaction.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DEVICE_COLUMNS = `id, user_id AS "userId", name, revoked_at IS NOT NULL AS "isRevoked"`;

/** Where notifications are made, by SQL: one round trip for each step of the sending transaction. */
export function createNotificationStore({ pool }: Pick<Database, 'pool'>): NotificationStore {
  return {
    transaction: (work) => runTransaction(pool, (client) => work(toTransaction(client))),

    async findDevices(ids) {
      const { rows } = await pool.query<DeviceRow>(
        `SELECT ${DEVICE_COLUMNS} FROM devices WHERE id = ANY($1::uuid[])`,
        [ids],
      );
      return rows;
    },

    async findDeviceByRef(ref, userId) {
      const id: string | null = UUID.test(ref) ? ref : null;
      const { rows } = await pool.query<DeviceRow>(
        `SELECT ${DEVICE_COLUMNS} FROM devices
         WHERE id = $1::uuid OR (user_id = $2::uuid AND installation_id = $3)
         ORDER BY id = $1::uuid DESC NULLS LAST LIMIT 1`,
        [id, userId, ref],
      );
      return rows[0] ?? null;
    },

    async findUsers(ids) {
      const { rows } = await pool.query<{ id: UserId }>('SELECT id FROM users WHERE id = ANY($1::uuid[])', [
        ids,
      ]);
      return rows.map(({ id }) => id);
    },
  };
}

function toTransaction(client: pg.PoolClient): SendTransaction {
  return {
    executor: { query: (text, values) => client.query(text, [...values]) },
    insert: (notification) => insert(client, notification),

    async findRecipients(audience, limit) {
      const { condition, parameter } = audienceSql(audience);
      const { rows } = await client.query<Recipient>(
        `SELECT device.id AS "deviceId", ${CHANNEL_SQL} AS channel FROM ${RECIPIENTS_FROM}
         WHERE device.kind = 'push' AND ${condition} ORDER BY device.id LIMIT $2`,
        [parameter, limit],
      );
      return rows;
    },

    async insertDeliveries(id, recipients, reservationMs) {
      const { rows } = await client.query<{ until: Date }>(
        `SELECT date_trunc('milliseconds', now() + $1 * interval '1 millisecond') AS until`,
        [reservationMs],
      );
      const reservedUntil = (rows[0] as { until: Date }).until;
      await client.query(
        `INSERT INTO deliveries (notification_id, device_id, channel, next_attempt_at)
         SELECT $1, recipient.device_id, recipient.channel, $4
         FROM unnest($2::uuid[], $3::channel[]) AS recipient (device_id, channel)`,
        [
          id,
          recipients.map(({ deviceId }): DeviceId => deviceId),
          recipients.map(({ channel }) => channel),
          reservedUntil,
        ],
      );
      return { recipients, reservedUntil };
    },
  };
}

async function insert(client: pg.PoolClient, notification: NewNotification): Promise<StoredSend | null> {
  const { rowCount } = await client.query(
    `INSERT INTO notifications (id, kind, status, created_by_id, idempotency_key, request_hash, audience, message,
       priority, ttl_seconds, collapse_key, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + $10::int * interval '1 second')
     ON CONFLICT (created_by_id, idempotency_key) DO NOTHING`,
    [
      notification.id,
      notification.kind,
      notification.status,
      notification.createdById,
      notification.idempotencyKey,
      notification.requestHash,
      JSON.stringify(notification.audience),
      JSON.stringify(notification.message),
      notification.priority,
      notification.ttlSeconds,
      notification.collapseKey,
    ],
  );
  if (rowCount === 1) return null;
  // The insert waited for whoever came first, so that its row is there to be read.
  const { rows } = await client.query<StoredSend>(
    `SELECT id, status, request_hash AS "requestHash" FROM notifications
     WHERE created_by_id = $1 AND idempotency_key = $2`,
    [notification.createdById, notification.idempotencyKey],
  );
  return rows[0] as StoredSend;
}
