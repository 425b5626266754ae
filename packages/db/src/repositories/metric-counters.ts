import type { CounterSample, CounterStore } from '@carillon/runtime/metrics';
import type { Database } from '../client.ts';

/** OBS-1's counter of attempts, which is kept by time as well. */
const ATTEMPTS = 'push_notifications_sent_total';
/** Charts show nothing finer. */
const BUCKET_SECONDS = 300;

/**
 * One statement a flush: the totals, and the same attempts in the five minutes that they fall into by the database's clock, so
 * that charts and counters agree. Rows are touched in the order of their keys, so that two processes that flush at
 * once wait for each other and never deadlock.
 */
const ADD = `
  WITH delta AS MATERIALIZED (
    SELECT name, labels, sum(value) AS value
    FROM unnest($1::text[], $2::text[], $3::float8[]) AS delta (name, labels, value)
    GROUP BY name, labels
  ), charted AS (
    INSERT INTO outcome_history (at, channel, status, count)
    SELECT to_timestamp(floor(extract(epoch FROM now()) / ${BUCKET_SECONDS}) * ${BUCKET_SECONDS}),
           (labels::json->>'provider')::channel, labels::json->>'status', value
    FROM delta WHERE name = '${ATTEMPTS}'
    ORDER BY labels
    ON CONFLICT (at, channel, status) DO UPDATE SET count = outcome_history.count + EXCLUDED.count
  )
  INSERT INTO metric_counters (name, labels, value)
  SELECT name, labels, value FROM delta
  ORDER BY name, labels
  ON CONFLICT (name, labels) DO UPDATE SET value = metric_counters.value + EXCLUDED.value`;

/** The counters that all processes share (OBS-1), and how attempts ended over time. */
export function createMetricCounters({ pool }: Pick<Database, 'pool'>): CounterStore {
  return {
    async add(deltas) {
      if (deltas.length === 0) return;
      await pool.query(ADD, [
        deltas.map(({ name }) => name),
        deltas.map(({ labels }) => labels),
        deltas.map(({ value }) => value),
      ]);
    },

    async readAll() {
      const { rows } = await pool.query<CounterSample>(
        'SELECT name, labels, value FROM metric_counters ORDER BY name, labels',
      );
      return rows;
    },
  };
}
