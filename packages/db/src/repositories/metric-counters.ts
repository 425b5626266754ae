import type { CounterSample, CounterStore } from '@carillon/runtime/metrics';
import type { Database } from '../client.ts';

/**
 * The counters that all processes share (OBS-1). One statement a flush; rows are touched in the order of their key, so
 * that two processes that flush at once wait for each other and never deadlock.
 */
export function createMetricCounters({ pool }: Pick<Database, 'pool'>): CounterStore {
  return {
    async add(deltas) {
      if (deltas.length === 0) return;
      await pool.query(
        `INSERT INTO metric_counters (name, labels, value)
         SELECT name, labels, sum(value)
         FROM unnest($1::text[], $2::text[], $3::float8[]) AS delta (name, labels, value)
         GROUP BY name, labels
         ORDER BY name, labels
         ON CONFLICT (name, labels) DO UPDATE SET value = metric_counters.value + EXCLUDED.value`,
        [
          deltas.map(({ name }) => name),
          deltas.map(({ labels }) => labels),
          deltas.map(({ value }) => value),
        ],
      );
    },

    async readAll() {
      const { rows } = await pool.query<CounterSample>(
        'SELECT name, labels, value FROM metric_counters ORDER BY name, labels',
      );
      return rows;
    },
  };
}
