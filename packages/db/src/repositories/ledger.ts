import type { Ledger, MessageRow } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';
import { leaseDeliveries } from './ledger-lease.ts';
import { reportDelivery } from './ledger-report.ts';
import { nextDueInMs, sweepDue } from './ledger-sweep.ts';
import { writeOutcomes } from './ledger-write.ts';
import { retryPassing } from './transaction.ts';

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

/** The rows that workers lease, by SQL. Every time in it is the database's own (F-11). */
export function createLedger({ pool }: Pick<Database, 'pool'>): Ledger {
  return {
    async findMessage(id) {
      const { rows } = await pool.query<MessageRow>({
        name: 'ledger_find_message',
        text: `SELECT message, status, priority, collapse_key AS "collapseKey", coalesce(send_at, created_at) AS "createdAt",
                      expires_at AS "expiresAt", clock_timestamp() AS now
               FROM notifications WHERE id = $1`,
        values: [id],
      });
      return rows[0] ?? null;
    },

    lease: (request) => leaseDeliveries(pool, request),
    write: (id, leasedAt, outcomes) => writeOutcomes(pool, { id, leasedAt, outcomes }),

    async finish(id) {
      await retryPassing(() => pool.query(FINISH, [id]));
    },

    sweep: (options, enqueue) => sweepDue(pool, options, enqueue),
    nextDueInMs: () => nextDueInMs(pool),
    report: (what) => reportDelivery(pool, what),
  };
}
