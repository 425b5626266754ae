import type { GaugeSample } from '@carillon/runtime/metrics-exposition';
import type { Database } from '../client.ts';

/** What is counted in the tables when Prometheus asks (OBS-1). */
export interface MetricGauges {
  /** `push_subscriptions_active` for every provider that has any. */
  readActiveTokens(): Promise<GaugeSample[]>;
}

export function createMetricGauges({ pool }: Pick<Database, 'pool'>): MetricGauges {
  return {
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
