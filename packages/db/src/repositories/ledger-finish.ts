import type { NotificationId } from '@carillon/contracts/ids';
import type { Queryable } from './queryable.ts';

/**
 * Asked after each chunk, so that it must not look through a million rows: the counts tell whether any is on its way. What
 * is done has its counts in one place; late reports of devices add to them.
 */
const FINISH = `
  WITH finished AS (
    UPDATE notifications SET status = 'done', updated_at = now()
    WHERE id = $1 AND status = 'sending' AND (
      SELECT coalesce(sum(devices), 0) FROM notification_counts
      WHERE notification_id = $1 AND state IN ('pending', 'sending')
    ) = 0
    RETURNING id
  ), gathered AS (
    DELETE FROM notification_counts held USING finished WHERE held.notification_id = finished.id
    RETURNING held.channel, held.state, held.devices
  )
  INSERT INTO notification_counts AS held (notification_id, channel, state, shard, devices)
  SELECT $1, channel, state, 0, sum(devices) FROM gathered GROUP BY channel, state HAVING sum(devices) <> 0
  ON CONFLICT (notification_id, channel, state, shard) DO UPDATE SET devices = held.devices + EXCLUDED.devices`;

/** @see Ledger.finish */
export async function finishNotification(db: Queryable, id: NotificationId): Promise<void> {
  await db.query(FINISH, [id]);
}
