import { type DeliverDependencies, deliverChunk } from '@carillon/notifications/deliver-chunk';
import type { ChunkJobData } from '@carillon/notifications/jobs';
import type { JobHandler } from '@carillon/queue/queue';

/** Sends one notification to some devices. */
export function createChunkHandler(dependencies: DeliverDependencies): JobHandler<ChunkJobData> {
  return (job, signal) => deliverChunk(dependencies, job, signal);
}
