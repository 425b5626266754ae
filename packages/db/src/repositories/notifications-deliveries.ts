import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type {
  DeliveriesQuery,
  DeviceDeliveriesQuery,
  NotificationReader,
  StoredDelivery,
  StoredEvent,
} from '@carillon/notifications/ports-history';
import type pg from 'pg';
import { SEES_DELIVERY, viewerParameters } from './notifications-visibility.ts';

/** The database's own locale may know ASCII letters alone. */
const ANY_SCRIPT = 'COLLATE "und-x-icu"';

type DeliveryRow = Omit<StoredDelivery, 'events'>;

const DELIVERY_COLUMNS = `
  delivery.notification_id AS "notificationId", delivery.device_id AS "deviceId",
  device.name AS "deviceName", device.model AS "deviceModel", device.user_agent AS "deviceUserAgent",
  device.platform, device.user_id AS "userId", delivery.channel,
  delivery.state, delivery.reason, delivery.attempts,
  -- Before the first attempt the time only reserves the row for its job.
  CASE WHEN delivery.state = 'pending' AND delivery.attempts > 0 THEN delivery.next_attempt_at END AS "nextAttemptAt",
  delivery.provider_message_id AS "providerMessageId", delivery.error_code AS "errorCode",
  delivery.created_at AS "createdAt", delivery.accepted_at AS "acceptedAt",
  delivery.displayed_at AS "displayedAt", delivery.clicked_at AS "clickedAt"`;

export async function listDeliveries(
  pool: pg.Pool,
  { id, viewer, deviceId, state, search, limit, after }: DeliveriesQuery,
): ReturnType<NotificationReader['listDeliveries']> {
  const { rows } = await pool.query<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS}
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
  return {
    items: await withEvents(pool, page),
    nextCursor: rows.length > limit ? (page.at(-1)?.deviceId ?? null) : null,
  };
}

/** As {@link listDeliveries}, of one device, and of it the viewer's own or an administrator's view alone. */
export async function listDeviceDeliveries(
  pool: pg.Pool,
  { deviceId, viewer, limit, before }: DeviceDeliveriesQuery,
): ReturnType<NotificationReader['listDeviceDeliveries']> {
  const { rows } = await pool.query<DeliveryRow & { readonly title: string }>(
    `SELECT ${DELIVERY_COLUMNS}, notification.message->>'title' AS title
     FROM deliveries delivery
     JOIN notifications notification ON notification.id = delivery.notification_id
     JOIN devices device ON device.id = delivery.device_id
     WHERE delivery.device_id = $3 AND ($2::boolean OR device.user_id = $1)
       AND ($4::uuid IS NULL OR delivery.notification_id < $4::uuid)
     ORDER BY delivery.notification_id DESC LIMIT $5`,
    [...viewerParameters(viewer), deviceId, before, limit + 1],
  );
  const page = rows.slice(0, limit);
  return {
    items: await withEvents(pool, page),
    nextCursor: rows.length > limit ? (page.at(-1)?.notificationId ?? null) : null,
  };
}

/** The traces of a whole page, in one statement. */
async function withEvents<Row extends DeliveryRow>(
  pool: pg.Pool,
  deliveries: readonly Row[],
): Promise<(Row & { readonly events: readonly StoredEvent[] })[]> {
  if (deliveries.length === 0) return [];
  const { rows } = await pool.query<StoredEvent & { notificationId: NotificationId; deviceId: DeviceId }>(
    `SELECT event.notification_id AS "notificationId", event.device_id AS "deviceId", event.at, event.kind,
            event.attempt, event.reason, event.provider_code AS "providerCode", event.duration_ms AS "durationMs"
     FROM unnest($1::uuid[], $2::uuid[]) AS delivery (notification_id, device_id)
     JOIN delivery_events event USING (notification_id, device_id)
     ORDER BY event.id`,
    [deliveries.map(({ notificationId }) => notificationId), deliveries.map(({ deviceId }) => deviceId)],
  );
  const traces = new Map<string, StoredEvent[]>();
  for (const { notificationId, deviceId, ...event } of rows) {
    const key = `${notificationId} ${deviceId}`;
    const trace = traces.get(key);
    if (trace === undefined) traces.set(key, [event]);
    else trace.push(event);
  }
  return deliveries.map((delivery) => ({
    ...delivery,
    events: traces.get(`${delivery.notificationId} ${delivery.deviceId}`) ?? [],
  }));
}
