import { deviceIdSchema, notificationIdSchema } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import { channelSchema } from '@carillon/contracts/providers';
import { defineJob } from '@carillon/queue/job';
import { z } from 'zod';
import { retentionJob } from './retention.ts';

/** For the log lines of whoever works on it; null where no request caused the job. */
const requestIdSchema = z.string().nullable();

/** Turns an audience into deliveries, some pages at a time. */
export const expandJob = defineJob(
  'notifications.expand',
  z.object({
    notificationId: notificationIdSchema,
    requestId: requestIdSchema,
    /** An earlier job began it. */
    isContinued: z.boolean().optional(),
  }),
  { expireSeconds: 120, retryLimit: 10, retryDelaySeconds: 2 },
);

/**
 * Sends one notification to some devices of one channel. `reservedUntil` is the due time that the rows were given when
 * the job was made: it keeps the sweeper away while the job waits, and lets this job alone take the rows before.
 */
const chunkSchema = z.object({
  notificationId: notificationIdSchema,
  channel: channelSchema,
  deviceIds: z.array(deviceIdSchema).min(1).max(LIMITS.chunkDevices),
  reservedUntil: z.iso.datetime(),
  requestId: requestIdSchema,
  lane: z.enum(['prompt', 'bulk']),
});
const CHUNK_SETTINGS = { expireSeconds: 60, retryLimit: 3, retryDelaySeconds: 1 };

/** A part of a broadcast, or of what is tried again. */
export const chunkJob = defineJob('notifications.chunk', chunkSchema, CHUNK_SETTINGS);

/** A message to few, for which somebody waits: a queue with workers of its own, so that no broadcast is in front of it. */
export const promptJob = defineJob('notifications.prompt', chunkSchema, CHUNK_SETTINGS);

export type ExpandJobData = z.infer<typeof expandJob.schema>;
export type ChunkJobData = z.infer<typeof chunkJob.schema>;

/** Ends push tokens that nobody used, and removes what was revoked long ago, one run at a time over all workers (REG-16). */
export const staleCleanupJob = defineJob('devices.stale', z.object({}), {
  expireSeconds: 1_800,
  retryLimit: 2,
  retryDelaySeconds: 60,
  isExclusive: true,
});
export const STALE_CLEANUP_CRON = '37 * * * *';

/** Every kind of job there is: what `createQueue` is given by all processes. */
export const NOTIFICATION_JOBS = [expandJob, chunkJob, promptJob, retentionJob, staleCleanupJob] as const;
