import type { AckResult, NewAck } from '@carillon/notifications/ports-agents';
import type pg from 'pg';
import { v7 } from 'uuid';
import { runTransaction } from './transaction.ts';

/** Only what was handed out can be acknowledged; `accepted` are those that were not, yet. */
const GIVEN = `
  SELECT 1 FROM deliveries
  WHERE notification_id = $1 AND device_id = $2 AND channel = 'inbox' AND inbox_leased_until IS NOT NULL
    AND state IN ('accepted', 'received', 'displayed', 'clicked')
  FOR UPDATE`;

const STORE = `
  INSERT INTO agent_acks (notification_id, device_id, status, reference, error)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT DO NOTHING RETURNING created_at AS at`;

/** Rows are touched in the order in which polls touch them: the delivery, the device, its activity. */
const NOTE = `
  WITH moved AS (
    UPDATE deliveries SET
      state = CASE WHEN state = 'accepted' THEN 'received' ELSE state END,
      reason = $3, error_code = $4, received_at = coalesce(received_at, now()), updated_at = now()
    WHERE notification_id = $1 AND device_id = $2
  ), traced AS (
    INSERT INTO delivery_events (notification_id, device_id, id, kind, reason, provider_code)
    VALUES ($1, $2, $5, 'received', $3, $4)
  )
  UPDATE devices SET last_ack_at = now() WHERE id = $2`;

const COUNT = `
  INSERT INTO agent_activity (device_id, hour, processed, failed)
  VALUES ($1, date_trunc('hour', now()), $2, $3)
  ON CONFLICT (device_id, hour) DO UPDATE SET
    processed = agent_activity.processed + excluded.processed, failed = agent_activity.failed + excluded.failed`;

/** @see AgentStore.acknowledge */
export function acknowledgeDelivery(pool: pg.Pool, ack: NewAck): Promise<AckResult> {
  const { notificationId, deviceId, status, reference, error, reason } = ack;
  return runTransaction(pool, async (tx): Promise<AckResult> => {
    const given = await tx.query(GIVEN, [notificationId, deviceId]);
    if (given.rowCount === 0) return { status: 'unknown' };
    const key = [notificationId, deviceId];
    const { rows } = await tx.query<{ at: Date }>(STORE, [...key, status, reference, error]);
    if (rows[0] === undefined) return { status: 'repeated' };
    await tx.query(NOTE, [...key, reason, error, v7()]);
    await tx.query(COUNT, [deviceId, Number(status === 'processed'), Number(status === 'failed')]);
    return { status: 'acknowledged', at: rows[0].at };
  });
}
