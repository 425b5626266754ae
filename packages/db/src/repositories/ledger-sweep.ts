import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Channel } from '@carillon/contracts/providers';
import type { DueGroup, Ledger, Sweep } from '@carillon/notifications/ports';
import type pg from 'pg';
import { v7 } from 'uuid';
import { finishNotification } from './ledger-finish.ts';
import { runTransaction } from './transaction.ts';

type SweepOptions = Parameters<Ledger['sweep']>[0];
type Enqueue = Parameters<Ledger['sweep']>[1];

interface DueRow {
  readonly notificationId: NotificationId;
  readonly deviceId: DeviceId;
  readonly channel: Channel;
  readonly attempts: number;
  readonly isLost: boolean;
  readonly reservedUntil: Date;
}

/**
 * Takes rows that are due and reserves them for the jobs to come. A row whose worker let its lease pass goes back to
 * `pending` under a new epoch, which shuts that worker out, and counts as an attempt: it may have been sent.
 */
const RESERVE = `
  WITH due AS (
    SELECT notification_id, device_id, state FROM deliveries
    WHERE next_attempt_at <= now()
    ORDER BY next_attempt_at LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries delivery SET
    state = 'pending', updated_at = now(),
    next_attempt_at = date_trunc('milliseconds', now() + $2 * interval '1 millisecond'),
    lease_epoch = delivery.lease_epoch + (due.state = 'sending')::int,
    attempts = delivery.attempts + (due.state = 'sending')::int,
    reason = CASE WHEN due.state = 'sending' THEN 'worker_lost' ELSE delivery.reason END
  FROM due
  WHERE delivery.notification_id = due.notification_id AND delivery.device_id = due.device_id
  RETURNING delivery.notification_id AS "notificationId", delivery.device_id AS "deviceId", delivery.channel,
    delivery.attempts, due.state = 'sending' AS "isLost", delivery.next_attempt_at AS "reservedUntil"`;

interface StalledRow {
  readonly id: NotificationId;
  readonly status: 'expanding' | 'sending';
}

/**
 * Those that have not moved for a while: an expansion that lost its job, or a message all of whose rows are decided while the
 * worker of the last one died before it could say so. Looked at again after as long.
 */
const STALLED = `
  UPDATE notifications SET updated_at = now()
  WHERE id IN (
    SELECT id FROM notifications
    WHERE status IN ('expanding', 'sending') AND updated_at < now() - $1 * interval '1 millisecond'
    LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED
  )
  RETURNING id, status`;

/** @see Ledger.sweep */
export async function sweepDue(pool: pg.Pool, options: SweepOptions, enqueue: Enqueue): Promise<number> {
  return runTransaction(pool, async (client) => {
    // Not prepared: a plan that was made while the table was small must not outlive that.
    const due = await client.query<DueRow>(RESERVE, [options.limit, options.reservationMs]);
    const stalled = await client.query<StalledRow>({
      name: 'ledger_stalled',
      text: STALLED,
      values: [options.stalledMs],
    });
    if (due.rows.length === 0 && stalled.rows.length === 0) return 0;
    for (const { id, status } of stalled.rows) if (status === 'sending') await finishNotification(client, id);
    await traceLost(
      client,
      due.rows.filter(({ isLost }) => isLost),
    );
    const sweep: Sweep = {
      groups: groupDue(due.rows),
      reservedUntil: due.rows[0]?.reservedUntil ?? new Date(0),
      stalled: stalled.rows.filter(({ status }) => status === 'expanding').map(({ id }) => id),
    };
    await enqueue(sweep, { query: (text, values) => client.query(text, [...values]) });
    return due.rows.length;
  });
}

/** @see Ledger.nextDueInMs */
export async function nextDueInMs(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(next_attempt_at) - clock_timestamp()) * 1000)::float8 AS ms
     FROM deliveries WHERE next_attempt_at IS NOT NULL`,
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(Math.ceil(ms), 0);
}

async function traceLost(client: pg.PoolClient, lost: readonly DueRow[]): Promise<void> {
  if (lost.length === 0) return;
  await client.query(
    `INSERT INTO delivery_events (notification_id, device_id, id, kind, attempt, reason)
     SELECT notification_id, device_id, id, 'retry', attempt, 'worker_lost'
     FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[]) AS lost (notification_id, device_id, id, attempt)`,
    [
      lost.map(({ notificationId }) => notificationId),
      lost.map(({ deviceId }) => deviceId),
      lost.map(() => v7()),
      lost.map(({ attempts }) => attempts),
    ],
  );
}

/** One group for each notification and channel; of rows whose worker was lost, one for each number of attempts. */
function groupDue(rows: readonly DueRow[]): DueGroup[] {
  const groups = new Map<string, DueGroup & { deviceIds: DeviceId[] }>();
  for (const { notificationId, channel, isLost, attempts, deviceId } of rows) {
    const key = `${notificationId} ${channel} ${isLost ? attempts : ''}`;
    const group = groups.get(key);
    if (group === undefined)
      groups.set(key, { notificationId, channel, isLost, attempts, deviceIds: [deviceId] });
    else group.deviceIds.push(deviceId);
  }
  return [...groups.values()];
}
