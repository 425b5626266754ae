import type { QueueStats } from '@carillon/queue/queue-stats';
import type { ReadinessFacts } from './health.ts';

/** Work that is older than this while workers run means that there are too few of them, or that they hang. */
const BEHIND_AFTER_SECONDS = 60;

/**
 * How far workers are behind, for `/readyz`. An API that takes messages is ready however long they take to leave, so this is
 * told and alerted on, and never answers 503.
 */
export function describeBacklog(queues: readonly QueueStats[], oldestDueSeconds: number): ReadinessFacts {
  const oldestJobSeconds = Math.max(0, ...queues.map(({ oldestAgeSeconds }) => oldestAgeSeconds));
  return {
    jobs: queues.reduce((sum, { jobs }) => sum + jobs, 0),
    oldest_job_age_seconds: Math.round(oldestJobSeconds),
    oldest_due_delivery_age_seconds: Math.round(oldestDueSeconds),
    behind_after_seconds: BEHIND_AFTER_SECONDS,
    is_behind: Math.max(oldestJobSeconds, oldestDueSeconds) > BEHIND_AFTER_SECONDS,
  };
}
