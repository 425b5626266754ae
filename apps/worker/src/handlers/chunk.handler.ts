import type { ChunkSlots } from '@carillon/notifications/chunk-slots';
import type { ChunkJobData } from '@carillon/notifications/jobs';
import type { JobHandler } from '@carillon/queue/queue';

/** Sends one notification to some devices. */
export function createChunkHandler(slots: ChunkSlots): JobHandler<ChunkJobData> {
  return (job, signal) => slots.run(job, signal);
}
