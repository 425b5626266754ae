import type { NotificationId } from '@carillon/contracts/ids';
import {
  deliveryStateSchema,
  type NotificationDetail,
  type NotificationView,
} from '@carillon/contracts/notifications';
import type { Channel } from '@carillon/contracts/providers';
import type { ListQuery, NotificationReader } from '@carillon/notifications/ports';
import type { Viewer } from '@carillon/notifications/viewer';
import type pg from 'pg';
import type { Database } from '../client.ts';
import { listDeliveries, listDeviceDeliveries } from './notifications-deliveries.ts';
import { SEES_DELIVERY, SEES_NOTIFICATION, viewerParameters } from './notifications-visibility.ts';

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
  return {
    items: await withCounts(pool, viewer, page),
    nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

interface CountRow {
  readonly id: NotificationId;
  readonly channel: Channel;
  readonly state: keyof NotificationView['counts'];
  readonly devices: number;
}

async function withCounts(
  pool: pg.Pool,
  viewer: Viewer,
  notifications: readonly NotificationRow[],
): Promise<NotificationView[]> {
  const counted = await countDeliveries(pool, viewer, notifications);
  return notifications.map((notification) => ({
    ...notification,
    counts: countsOf(counted.filter(({ id }) => id === notification.id)),
  }));
}

/** One statement for a whole page. */
async function countDeliveries(
  pool: pg.Pool,
  viewer: Viewer,
  notifications: readonly NotificationRow[],
): Promise<CountRow[]> {
  if (notifications.length === 0) return [];
  const { rows } = await pool.query<CountRow>(
    `SELECT delivery.notification_id AS id, delivery.channel, delivery.state, count(*)::int AS devices
     FROM deliveries delivery
     JOIN notifications notification ON notification.id = delivery.notification_id
     LEFT JOIN devices device ON device.id = delivery.device_id AND NOT $2::boolean
     WHERE delivery.notification_id = ANY($3::uuid[]) AND ${SEES_DELIVERY}
     GROUP BY delivery.notification_id, delivery.channel, delivery.state
     ORDER BY delivery.channel`,
    [...viewerParameters(viewer), notifications.map(({ id }) => id)],
  );
  return rows;
}

function channelsOf(rows: readonly CountRow[]): NotificationDetail['channels'] {
  const channels = [...new Set(rows.map(({ channel }) => channel))];
  return channels.map((channel) => ({
    channel,
    counts: countsOf(rows.filter((row) => row.channel === channel)),
  }));
}

function countsOf(rows: readonly CountRow[]): NotificationView['counts'] {
  const counts: Record<string, number> = Object.fromEntries(
    deliveryStateSchema.options.map((state) => [state, 0]),
  );
  for (const { state, devices } of rows) counts[state] = (counts[state] ?? 0) + devices;
  const total = rows.reduce((sum, { devices }) => sum + devices, 0);
  return { ...counts, total } as NotificationView['counts'];
}
