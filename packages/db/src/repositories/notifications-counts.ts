import type { NotificationId } from '@carillon/contracts/ids';
import {
  deliveryStateSchema,
  type NotificationDetail,
  type NotificationView,
} from '@carillon/contracts/notifications';
import type { Channel } from '@carillon/contracts/providers';
import type { Viewer } from '@carillon/notifications/viewer';
import type pg from 'pg';
import { SEES_ALL_DELIVERIES, viewerParameters } from './notifications-visibility.ts';

/** How many of a notification's deliveries go one way and are in one state. */
export interface CountRow {
  readonly id: NotificationId;
  readonly channel: Channel;
  readonly state: keyof NotificationView['counts'];
  readonly devices: number;
}

/**
 * Of a whole page in one statement. Who sees all of a notification is told from the counts that are kept beside the rows, of
 * which there may be a million; others have their few devices' rows counted.
 */
export async function countDeliveries(
  pool: pg.Pool,
  viewer: Viewer,
  notifications: readonly { readonly id: NotificationId }[],
): Promise<CountRow[]> {
  if (notifications.length === 0) return [];
  const { rows } = await pool.query<CountRow>(
    `WITH notification AS (
       SELECT id, ${SEES_ALL_DELIVERIES} AS "isWhole" FROM notifications notification WHERE id = ANY($3::uuid[])
     )
     SELECT notification.id, held.channel, held.state, sum(held.devices)::int AS devices
     FROM notification JOIN notification_counts held ON held.notification_id = notification.id
     WHERE notification."isWhole"
     GROUP BY notification.id, held.channel, held.state HAVING sum(held.devices) > 0
     UNION ALL
     SELECT notification.id, delivery.channel, delivery.state, count(*)::int
     FROM notification
     JOIN devices device ON device.user_id = $1
     JOIN deliveries delivery ON delivery.notification_id = notification.id AND delivery.device_id = device.id
     WHERE NOT notification."isWhole"
     GROUP BY notification.id, delivery.channel, delivery.state
     ORDER BY channel`,
    [...viewerParameters(viewer), notifications.map(({ id }) => id)],
  );
  return rows;
}

/** Only ways that have a delivery. */
export function channelsOf(rows: readonly CountRow[]): NotificationDetail['channels'] {
  const channels = [...new Set(rows.map(({ channel }) => channel))];
  return channels.map((channel) => ({
    channel,
    counts: countsOf(rows.filter((row) => row.channel === channel)),
  }));
}

/** Every state, zeros too. */
export function countsOf(rows: readonly CountRow[]): NotificationView['counts'] {
  const counts: Record<string, number> = Object.fromEntries(
    deliveryStateSchema.options.map((state) => [state, 0]),
  );
  for (const { state, devices } of rows) counts[state] = (counts[state] ?? 0) + devices;
  const total = rows.reduce((sum, { devices }) => sum + devices, 0);
  return { ...counts, total } as NotificationView['counts'];
}
