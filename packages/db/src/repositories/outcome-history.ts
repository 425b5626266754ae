import type { OutcomeHistory } from '@carillon/contracts/installation';
import type { OutcomeHistoryStore } from '@carillon/notifications/outcome-history';
import type { Database } from '../client.ts';

/** What {@link createMetricCounters} stored beside the counters. */
export function createOutcomeHistory({ pool }: Pick<Database, 'pool'>): OutcomeHistoryStore {
  return {
    async now() {
      const { rows } = await pool.query<{ now: Date }>('SELECT now()');
      return (rows[0] as { now: Date }).now;
    },

    async read({ from, to, intervalSeconds }) {
      const { rows } = await pool.query<OutcomeHistory['points'][number]>(
        `SELECT to_timestamp(floor(extract(epoch FROM at) / $3::int) * $3::int) AS at, channel, status,
                sum(count)::float8 AS count
         FROM outcome_history history
         WHERE history.at >= $1 AND history.at < $2
         GROUP BY 1, channel, status
         ORDER BY 1, channel, status`,
        [from, to, intervalSeconds],
      );
      return rows;
    },
  };
}
