import type { NotificationView } from '@carillon/contracts/notifications';
import type { ListQuery, NotificationReader } from '@carillon/notifications/ports-history';
import type pg from 'pg';
import type { Database } from '../client.ts';
import { channelsOf, countDeliveries, countsOf } from './notifications-counts.ts';
import { listDeliveries, listDeviceDeliveries } from './notifications-deliveries.ts';
import { SEES_NOTIFICATION, viewerParameters } from './notifications-visibility.ts';

const NOTIFICATION_COLUMNS = `
  notification.id, notification.message->>'title' AS title, notification.message->>'body' AS body,
  notification.message->>'url' AS url, notification.kind, notification.status, notification.priority,
  notification.ttl_seconds AS "ttlSeconds", notification.collapse_key AS "collapseKey",
  notification.created_at AS "createdAt", notification.expires_at AS "expiresAt",
  notification.send_at AS "sendAt", notification.cancelled_at AS "cancelledAt",
  notification.created_by_id AS "createdById"`;

/** Counts and rows that the viewer may see, as pages show them. */
export function createNotificationReader({ pool }: Pick<Database, 'pool'>): NotificationReader {
  return {
    list: (query) => listNotifications(pool, query),

    async find(id, viewer) {
      const { rows } = await pool.query<NotificationRow>(
        `SELECT ${NOTIFICATION_COLUMNS} FROM notifications notification
         WHERE notification.id = $3 AND ${SEES_NOTIFICATION}`,
        [...viewerParameters(viewer), id],
      );
      const notification = rows[0];
      if (notification === undefined) return null;
      const counted = await countDeliveries(pool, viewer, [notification]);
      return { ...notification, counts: countsOf(counted), channels: channelsOf(counted) };
    },

    async exists(id) {
      const { rowCount } = await pool.query('SELECT 1 FROM notifications WHERE id = $1', [id]);
      return rowCount === 1;
    },

    listDeliveries: (query) => listDeliveries(pool, query),
    listDeviceDeliveries: (query) => listDeviceDeliveries(pool, query),
  };
}

type NotificationRow = Omit<NotificationView, 'counts'>;

async function listNotifications(
  pool: pg.Pool,
  { viewer, deviceId, limit, before }: ListQuery,
): ReturnType<NotificationReader['list']> {
  const { rows } = await pool.query<NotificationRow>(
    `SELECT ${NOTIFICATION_COLUMNS} FROM notifications notification
     WHERE ${SEES_NOTIFICATION}
       AND ($3::uuid IS NULL OR notification.id < $3::uuid)
       AND ($4::uuid IS NULL OR notification.id IN (SELECT notification_id FROM deliveries WHERE device_id = $4::uuid))
     ORDER BY notification.id DESC LIMIT $5`,
    [...viewerParameters(viewer), before, deviceId, limit + 1],
  );
  const page = rows.slice(0, limit);
  const counted = await countDeliveries(pool, viewer, page);
  return {
    items: page.map((notification) => ({
      ...notification,
      counts: countsOf(counted.filter(({ id }) => id === notification.id)),
    })),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}
