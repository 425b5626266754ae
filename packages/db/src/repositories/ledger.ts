import type { Ledger, MessageRow } from '@carillon/notifications/ports';
import type { Database } from '../client.ts';
import { finishNotification } from './ledger-finish.ts';
import { leaseDeliveries } from './ledger-lease.ts';
import { reportDelivery } from './ledger-report.ts';
import { nextDueInMs, sweepDue } from './ledger-sweep.ts';
import { writeOutcomes } from './ledger-write.ts';
import { retryPassing } from './transaction.ts';

/** The rows that workers lease, by SQL. Every time in it is the database's own (F-11). */
export function createLedger({ pool }: Pick<Database, 'pool'>): Ledger {
  return {
    async findMessage(id) {
      const { rows } = await pool.query<MessageRow>({
        name: 'ledger_find_message',
        text: `SELECT message, status, priority, collapse_key AS "collapseKey", coalesce(send_at, created_at) AS "createdAt",
                      CASE WHEN kind = 'test' THEN created_by_id END AS "testedBy", expires_at AS "expiresAt",
                      clock_timestamp() AS now
               FROM notifications WHERE id = $1`,
        values: [id],
      });
      return rows[0] ?? null;
    },

    lease: (request) => leaseDeliveries(pool, request),
    write: (id, leasedAt, outcomes) => writeOutcomes(pool, { id, leasedAt, outcomes }),

    async finish(id) {
      await retryPassing(() => finishNotification(pool, id));
    },

    sweep: (options, enqueue) => sweepDue(pool, options, enqueue),
    nextDueInMs: () => nextDueInMs(pool),
    report: (what) => reportDelivery(pool, what),
  };
}
