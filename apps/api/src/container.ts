import type { Database } from '@carillon/db/client';
import { createMetricGauges } from '@carillon/db/repositories/metric-gauges';
import type { Queue } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import {
  createMetricsExposition,
  type GaugeSample,
  type MetricsExposition,
} from '@carillon/runtime/metrics-exposition';
import { createServing, type Serving } from '@carillon/services/serving';
import type { ApiEnv } from './env.ts';
import { describeBacklog } from './http/backlog.ts';
import type { ReadinessChecks } from './http/health.ts';

/** Everything that this process is made of. */
export interface Container extends Serving {
  readonly metrics: MetricsExposition;
  readonly readiness: ReadinessChecks;
}

/** Wires the process. Connects to nothing yet, except that the metrics' timer runs. */
export function createContainer(env: ApiEnv, log: Logger): Container {
  const serving = createServing({ settings: env, applicationName: 'carillon-api', log });
  const { database, queue, counters } = serving;
  return {
    ...serving,
    metrics: createMetricsExposition({ store: counters, readGauges: gaugeReader(database, queue), log }),
    readiness: readinessOf(database, queue),
  };
}

function readinessOf(database: Database, queue: Queue): ReadinessChecks {
  const gauges = createMetricGauges(database);
  return {
    database: async () => {
      await database.pool.query('SELECT 1');
      return null;
    },
    queue: async () => describeBacklog(await queue.stats(), await gauges.readOldestDueSeconds()),
  };
}

function gaugeReader(database: Database, queue: Queue): () => Promise<GaugeSample[]> {
  const gauges = createMetricGauges(database);
  return async () => {
    const [tokens, ledger, queues] = await Promise.all([
      gauges.readActiveTokens(),
      gauges.readLedger(),
      queue.stats(),
    ]);
    return [
      ...tokens,
      ...ledger,
      ...queues.flatMap(({ queue: name, jobs, oldestAgeSeconds }): GaugeSample[] => [
        { name: 'queue_jobs', labels: { queue: name }, value: jobs },
        { name: 'queue_oldest_job_age_seconds', labels: { queue: name }, value: oldestAgeSeconds },
      ]),
    ];
  };
}
