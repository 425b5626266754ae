import type { ClosedGate, GateStore } from '@carillon/push/dispatch/gate-keeper';
import type { Database } from '../client.ts';

/** Closed scopes, for all workers; times by the database's clock. */
export function createGateStore({ pool }: Pick<Database, 'pool'>): GateStore {
  return {
    async readClosed() {
      const { rows } = await pool.query<ClosedGate>({
        name: 'scope_gates_read',
        text: `SELECT scope, reason, (extract(epoch FROM until - clock_timestamp()) * 1000)::float8 AS "remainingMs"
               FROM scope_gates WHERE until > clock_timestamp()`,
      });
      return rows;
    },

    async close({ scope, closedMs, reason }) {
      await pool.query(
        `INSERT INTO scope_gates (scope, until, reason)
         VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond', $3)
         ON CONFLICT (scope) DO UPDATE SET until = EXCLUDED.until, reason = EXCLUDED.reason, updated_at = now()
         WHERE scope_gates.until < EXCLUDED.until`,
        [scope, closedMs, reason],
      );
    },
  };
}
