import type { SendPace } from '@carillon/push/dispatch/send-pace';
import type { Database } from '../client.ts';

/**
 * One statement takes the turn: the row is locked before its time is read, so that turns of several workers follow each
 * other (the generic cell rate algorithm without a burst). A turn that is too far off changes nothing; it then reads when
 * there would be one.
 */
const RESERVE = `
  WITH turn AS (
    INSERT INTO send_paces AS pace (scope, next_at)
    VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
    ON CONFLICT (scope) DO UPDATE
      SET next_at = greatest(pace.next_at, clock_timestamp()) + $2 * interval '1 millisecond'
      WHERE pace.next_at <= clock_timestamp() + $3 * interval '1 millisecond'
    RETURNING next_at - $2 * interval '1 millisecond' AS starts_at
  ), answer AS (
    SELECT true AS is_taken, starts_at FROM turn
    UNION ALL
    SELECT false, next_at FROM send_paces WHERE scope = $1 AND NOT EXISTS (SELECT FROM turn)
  )
  SELECT is_taken AS "isTaken",
         greatest(extract(epoch FROM starts_at - clock_timestamp()) * 1000, 0)::float8 AS "waitMs"
  FROM answer`;

/** Rates that all workers keep together, by the database's clock. */
export function createSendPace({ pool }: Pick<Database, 'pool'>): SendPace {
  return {
    async reserve({ scope, count, perSecond, maxWaitMs }) {
      const { rows } = await pool.query<{ isTaken: boolean; waitMs: number }>({
        name: 'send_paces_reserve',
        text: RESERVE,
        values: [scope, (count / perSecond) * 1000, maxWaitMs],
      });
      // Not even its row is seen while another transaction is about to be the first to write it.
      return rows[0] ?? { isTaken: false, waitMs: maxWaitMs };
    },
  };
}
