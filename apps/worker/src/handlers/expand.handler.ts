import { type ExpandDependencies, expand } from '@carillon/notifications/expand';
import type { ExpandJobData } from '@carillon/notifications/jobs';
import type { JobHandler } from '@carillon/queue/queue';

/** Turns an audience into deliveries. */
export function createExpandHandler(dependencies: ExpandDependencies): JobHandler<ExpandJobData> {
  return (job, signal) => expand(dependencies, job, signal);
}
