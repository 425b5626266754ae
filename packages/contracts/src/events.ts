import { z } from 'zod';
import { userIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { clickUrlSchema } from './notifications.ts';

/**
 * Something that happened, from an event pipeline: formatted into a notification and sent by the rules. `type` is its
 * category, so that people can choose which events they want.
 */
export const publishEventInputSchema = z.object({
  type: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, {
      message: 'Expected 1 to 64 letters, digits or ._:- such as door.opened',
    }),
  /** Absent: made of `type`. */
  title: z.string().trim().min(1).max(LIMITS.titleLength).optional(),
  body: z.string().max(LIMITS.bodyLength).optional(),
  /** Where it happened: shown as the subtitle. */
  source: z.string().trim().min(1).max(LIMITS.titleLength).optional(),
  imageUrl: clickUrlSchema.optional(),
  url: clickUrlSchema.optional(),
  data: z.record(z.string(), z.unknown()).optional(),
  /** Absent: everybody for administrators and API keys, oneself for others. */
  userIds: z.array(userIdSchema).min(1).max(1000).optional(),
  /** DIS-11. REST callers use the header Idempotency-Key, which wins over this member. */
  idempotencyKey: z.string().min(1).max(255).optional(),
});
export type PublishEventInput = z.infer<typeof publishEventInputSchema>;
