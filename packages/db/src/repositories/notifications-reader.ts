import type { NotificationId } from '@carillon/contracts/ids';
import { deliveryStateSchema, type NotificationView } from '@carillon/contracts/notifications';
import type {
  DeliveriesQuery,
  ListQuery,
  NotificationReader,
  StoredDelivery,
  StoredEvent,
} from '@carillon/notifications/ports';
import type { Viewer } from '@carillon/notifications/viewer';
import type pg from 'pg';
import type { Database } from '../client.ts';

/*
 * `$1` is the viewer's id and `$2` whether they are an administrator, in every statement. What others may see: the
 * notifications that they made, and those that went to devices of theirs, of which they see their own devices' part.
 */
const SEES_NOTIFICATION = `($2::boolean OR notification.created_by_id = $1 OR EXISTS (
  SELECT 1 FROM deliveries own JOIN devices own_device ON own_device.id = own.device_id
  WHERE own.notification_id = notification.id AND own_device.user_id = $1
))`;
const SEES_DELIVERY = `($2::boolean OR notification.created_by_id = $1 OR device.user_id = $1)`;

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
      const [found] = await withCounts(pool, viewer, rows);
      return found ?? null;
    },

    async exists(id) {
      const { rowCount } = await pool.query('SELECT 1 FROM notifications WHERE id = $1', [id]);
      return rowCount === 1;
    },

    listDeliveries: (query) => listDeliveries(pool, query),
  };
}

type NotificationRow = Omit<NotificationView, 'counts'>;

function viewerParameters({ userId, role }: Viewer): [string, boolean] {
  return [userId, role === 'admin'];
}

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
  readonly state: keyof NotificationView['counts'];
  readonly devices: number;
}

/** One statement for a whole page. */
async function withCounts(
  pool: pg.Pool,
  viewer: Viewer,
  notifications: readonly NotificationRow[],
): Promise<NotificationView[]> {
  if (notifications.length === 0) return [];
  const { rows } = await pool.query<CountRow>(
    `SELECT delivery.notification_id AS id, delivery.state, count(*)::int AS devices
     FROM deliveries delivery
     JOIN notifications notification ON notification.id = delivery.notification_id
     LEFT JOIN devices device ON device.id = delivery.device_id AND NOT $2::boolean
     WHERE delivery.notification_id = ANY($3::uuid[]) AND ${SEES_DELIVERY}
     GROUP BY delivery.notification_id, delivery.state`,
    [...viewerParameters(viewer), notifications.map(({ id }) => id)],
  );
  return notifications.map((notification) => ({
    ...notification,
    counts: countsOf(rows.filter(({ id }) => id === notification.id)),
  }));
}

function countsOf(rows: readonly CountRow[]): NotificationView['counts'] {
  const zero = Object.fromEntries(deliveryStateSchema.options.map((state) => [state, 0]));
  const counted = Object.fromEntries(rows.map(({ state, devices }) => [state, devices]));
  const total = rows.reduce((sum, { devices }) => sum + devices, 0);
  return { ...zero, ...counted, total } as NotificationView['counts'];
}

/** The database's own locale may know ASCII letters alone. */
const ANY_SCRIPT = 'COLLATE "und-x-icu"';

type DeliveryRow = Omit<StoredDelivery, 'events'>;

async function listDeliveries(
  pool: pg.Pool,
  { id, viewer, deviceId, state, search, limit, after }: DeliveriesQuery,
): ReturnType<NotificationReader['listDeliveries']> {
  const { rows } = await pool.query<DeliveryRow>(
    `SELECT delivery.notification_id AS "notificationId", delivery.device_id AS "deviceId",
            device.name AS "deviceName", device.model AS "deviceModel", device.user_agent AS "deviceUserAgent",
            device.platform, device.user_id AS "userId", delivery.channel,
            delivery.state, delivery.reason, delivery.attempts,
            -- Before the first attempt the time only reserves the row for its job.
            CASE WHEN delivery.state = 'pending' AND delivery.attempts > 0 THEN delivery.next_attempt_at END
              AS "nextAttemptAt",
            delivery.provider_message_id AS "providerMessageId", delivery.error_code AS "errorCode",
            delivery.created_at AS "createdAt", delivery.accepted_at AS "acceptedAt",
            delivery.displayed_at AS "displayedAt", delivery.clicked_at AS "clickedAt"
     FROM deliveries delivery
     JOIN notifications notification ON notification.id = delivery.notification_id
     JOIN devices device ON device.id = delivery.device_id
     WHERE delivery.notification_id = $3 AND ${SEES_DELIVERY}
       AND ($4::uuid IS NULL OR delivery.device_id > $4::uuid)
       AND ($5::uuid IS NULL OR delivery.device_id = $5::uuid)
       AND ($6::delivery_state IS NULL OR delivery.state = $6::delivery_state)
       AND ($7::text IS NULL OR position(lower($7 ${ANY_SCRIPT}) IN lower(concat_ws(
         E'\\n', device.name, device.platform, device.model, device.user_agent) ${ANY_SCRIPT})) > 0)
     ORDER BY delivery.device_id LIMIT $8`,
    [...viewerParameters(viewer), id, after, deviceId, state, search, limit + 1],
  );
  const page = rows.slice(0, limit);
  const events = await listEvents(pool, id, page);
  return {
    items: page.map((delivery) => ({ ...delivery, events: events.get(delivery.deviceId) ?? [] })),
    nextCursor: rows.length > limit ? (page.at(-1)?.deviceId ?? null) : null,
  };
}

async function listEvents(
  pool: pg.Pool,
  id: NotificationId,
  deliveries: readonly DeliveryRow[],
): Promise<Map<string, StoredEvent[]>> {
  const { rows } = await pool.query<StoredEvent & { readonly deviceId: string }>(
    `SELECT device_id AS "deviceId", at, kind, attempt, reason, provider_code AS "providerCode",
            duration_ms AS "durationMs"
     FROM delivery_events WHERE notification_id = $1 AND device_id = ANY($2::uuid[])
     ORDER BY device_id, id`,
    [id, deliveries.map(({ deviceId }) => deviceId)],
  );
  const byDevice = new Map<string, StoredEvent[]>();
  for (const { deviceId, ...event } of rows) {
    const events = byDevice.get(deviceId);
    if (events === undefined) byDevice.set(deviceId, [event]);
    else events.push(event);
  }
  return byDevice;
}
