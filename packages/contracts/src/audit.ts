import { z } from 'zod';
import { apiKeyIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';
import { timestampSchema } from './timestamp.ts';

/** One security event (OBS-3). `action` is a stable code such as `device.foreign_access`. */
export const auditEventSchema = z.object({
  id: z.uuid(),
  at: z.date(),
  action: z.string(),
  /** Who acted, as they were called then; `userId` is null once they are deleted. */
  actor: z.string(),
  userId: userIdSchema.nullable(),
  /** The key that was used, if one was. */
  apiKeyId: apiKeyIdSchema.nullable(),
  targetType: z.string(),
  targetId: z.string(),
  ipAddress: z.string().nullable(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const listAuditEventsInputSchema = pageInputSchema.extend({
  /** Only those whose code begins with this: `device.`, `auth.sign_in_failed`. */
  action: z.string().trim().min(1).max(100).optional(),
  /** Only what this user did. */
  userId: userIdSchema.optional(),
  /** Only what happened to this object. */
  targetId: z.string().trim().min(1).max(255).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
/** Newest first. */
export const listAuditEventsOutputSchema = z.object({
  events: z.array(auditEventSchema),
  nextCursor: z.string().nullable(),
});
