import type { Ledger } from '@carillon/notifications/ports';
import type pg from 'pg';
import { v7 } from 'uuid';

type Report = Parameters<Ledger['report']>[0];

/**
 * A report also stands for the steps before it. It moves the state only forward; a row that was attempted and waits to
 * be tried again is settled by it, and of one that is being sent it is kept until the worker writes.
 */
const REPORT = `
  WITH reported AS (
    UPDATE deliveries SET
      received_at = coalesce(received_at, now()),
      displayed_at = CASE WHEN $3::delivery_state >= 'displayed' THEN coalesce(displayed_at, now()) ELSE displayed_at END,
      clicked_at = CASE WHEN $3::delivery_state = 'clicked' THEN coalesce(clicked_at, now()) ELSE clicked_at END,
      state = CASE
        WHEN state = 'sending' THEN state
        WHEN state IN ('pending', 'accepted') OR state < $3::delivery_state THEN $3::delivery_state
        ELSE state
      END,
      next_attempt_at = CASE WHEN state = 'sending' THEN next_attempt_at END,
      updated_at = now()
    WHERE notification_id = $1 AND device_id = $2
      AND CASE $3::delivery_state
        WHEN 'received' THEN received_at WHEN 'displayed' THEN displayed_at ELSE clicked_at END IS NULL
      AND (state IN ('sending', 'accepted', 'received', 'displayed') OR (state = 'pending' AND attempts > 0))
    RETURNING device_id
  )
  INSERT INTO delivery_events (notification_id, device_id, id, kind)
  SELECT $1, device_id, $4, $3::text::delivery_event_kind FROM reported`;

/** @see Ledger.report */
export async function reportDelivery(
  pool: pg.Pool,
  { notificationId, deviceId, event }: Report,
): Promise<boolean> {
  // Not prepared: a plan that was made while the table was small must not outlive that.
  const { rowCount } = await pool.query(REPORT, [notificationId, deviceId, event, v7()]);
  return rowCount === 1;
}
