import type { GaugeSample } from '@carillon/runtime/metrics-exposition';
import type { Database } from '../client.ts';

/** What is counted in the tables when Prometheus asks (OBS-1). */
export interface MetricGauges {
  /** `push_subscriptions_active` for every provider that has any. */
  readActiveTokens(): Promise<GaugeSample[]>;
  /** `deliveries_oldest_due_age_seconds` and `scope_gates_closed`. */
  readLedger(): Promise<GaugeSample[]>;
  /** Seconds that the oldest delivery has been due; 0 when none is. */
  readOldestDueSeconds(): Promise<number>;
}

const OLDEST_DUE = `
  SELECT greatest(0, extract(epoch FROM clock_timestamp() - min(next_attempt_at)))::float8 AS seconds
  FROM deliveries WHERE next_attempt_at IS NOT NULL`;
const CLOSED_GATES = `
  SELECT reason, count(*)::float8 AS gates FROM scope_gates
  WHERE until > clock_timestamp() OR stage > 0 GROUP BY reason`;

export function createMetricGauges({ pool }: Pick<Database, 'pool'>): MetricGauges {
  const readOldestDueSeconds = async (): Promise<number> => {
    const { rows } = await pool.query<{ seconds: number | null }>(OLDEST_DUE);
    return rows[0]?.seconds ?? 0;
  };
  return {
    readOldestDueSeconds,
    async readLedger() {
      const [seconds, closed] = await Promise.all([
        readOldestDueSeconds(),
        pool.query<{ reason: string; gates: number }>(CLOSED_GATES),
      ]);
      return [
        { name: 'deliveries_oldest_due_age_seconds', labels: {}, value: seconds },
        ...closed.rows.map(
          ({ reason, gates }): GaugeSample => ({
            name: 'scope_gates_closed',
            labels: { reason },
            value: gates,
          }),
        ),
      ];
    },
    async readActiveTokens() {
      const { rows } = await pool.query<{ provider: string; count: number }>(
        'SELECT provider, count(*)::float8 AS count FROM push_tokens WHERE active GROUP BY provider',
      );
      return rows.map(({ provider, count }) => ({
        name: 'push_subscriptions_active',
        labels: { provider },
        value: count,
      }));
    },
  };
}
