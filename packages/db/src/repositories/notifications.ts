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
import { createAuditStore } from './audit-events.ts';
import { audienceSql, CHANNEL_SQL, RECIPIENTS_FROM } from './notifications-recipients.ts';
import type { Queryable } from './queryable.ts';
import { runDeliveringTransaction } from './transaction.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DEVICE_COLUMNS = `id, user_id AS "userId", name, revoked_at IS NOT NULL AS "isRevoked"`;

/** Where notifications are made, by SQL: one round trip for each step of the sending transaction. */
export function createNotificationStore({ pool }: Pick<Database, 'pool'>): NotificationStore {
  return {
    transaction: (work) => runDeliveringTransaction(pool, (client) => work(toTransaction(client))),

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

    async findUsersByExternalIds(externalIds) {
      if (externalIds.length === 0) return [];
      const { rows } = await pool.query<{ id: UserId; externalId: string }>(
        'SELECT id, external_id AS "externalId" FROM users WHERE external_id = ANY($1::text[])',
        [externalIds],
      );
      return rows;
    },

    async findTopicId(name) {
      const { rows } = await pool.query<{ id: string }>('SELECT id FROM topics WHERE name = $1', [name]);
      return rows[0]?.id ?? null;
    },

    findByKey: (senderId, idempotencyKey) => findByKey(pool, senderId, idempotencyKey),
  };
}

/** The sending transaction's steps, over whatever transaction they are part of. */
export function toTransaction(client: pg.PoolClient): SendTransaction {
  return {
    executor: { query: (text, values) => client.query(text, [...values]) },
    audit: createAuditStore({ pool: client }),
    insert: (notification) => insert(client, notification),

    async msUntil(at) {
      const { rows } = await client.query<{ ms: number }>(
        'SELECT (extract(epoch FROM $1::timestamptz - now()) * 1000)::float8 AS ms',
        [at],
      );
      return (rows[0] as { ms: number }).ms;
    },

    async findRecipients(audience, limit) {
      const { condition, parameter } = audienceSql(audience);
      const { rows } = await client.query<Recipient>(
        `SELECT device.id AS "deviceId", ${CHANNEL_SQL} AS channel FROM ${RECIPIENTS_FROM}
         WHERE ${condition} ORDER BY device.id LIMIT $2`,
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
       priority, ttl_seconds, collapse_key, send_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::timestamptz,
       coalesce($12::timestamptz, now()) + $10::int * interval '1 second')
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
      notification.sendAt,
    ],
  );
  if (rowCount === 1) return null;
  // The insert waited for whoever came first, so that its row is there to be read.
  return findByKey(client, notification.createdById, notification.idempotencyKey);
}

async function findByKey(
  db: Queryable,
  senderId: UserId,
  idempotencyKey: string | null,
): Promise<StoredSend | null> {
  const { rows } = await db.query<StoredSend>(
    `SELECT id, status, request_hash AS "requestHash" FROM notifications
     WHERE created_by_id = $1 AND idempotency_key = $2`,
    [senderId, idempotencyKey],
  );
  return rows[0] ?? null;
}
