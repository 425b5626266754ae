import { z } from 'zod';
import { externalIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';

/** A topic's name is its address: `/topics/{topic}`. */
export const topicNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, {
    message:
      'Expected 1 to 64 letters, digits, dots, dashes or underscores, beginning with a letter or a digit',
  });

export const topicSchema = z.object({
  name: z.string(),
  description: z.string(),
  members: z.number().int().min(0),
  /** Whether the caller is one of them. */
  joined: z.boolean(),
  createdAt: z.date(),
});
export type TopicView = z.infer<typeof topicSchema>;

export const listTopicsInputSchema = pageInputSchema;
export const listTopicsOutputSchema = z.object({
  topics: z.array(topicSchema),
  nextCursor: z.string().nullable(),
});

export const createTopicInputSchema = z.object({
  name: topicNameSchema,
  description: z.string().trim().max(500).optional(),
});

export const topicRefInputSchema = z.object({ topic: topicNameSchema });

/** Whom to add or to remove: users by either of their ids; neither means the caller. */
export const topicMembersInputSchema = z.object({
  topic: topicNameSchema,
  userIds: z.array(userIdSchema).min(1).max(1000).optional(),
  externalIds: z.array(externalIdSchema).min(1).max(1000).optional(),
});
/** `changed`: how many joined or left by this; the others were members already, or were none. */
export const topicMembersOutputSchema = z.object({ changed: z.number().int().min(0) });

export const listTopicMembersInputSchema = pageInputSchema.extend({ topic: topicNameSchema });
export const topicMemberSchema = z.object({
  userId: userIdSchema,
  externalId: z.string().nullable(),
  email: z.string(),
  name: z.string().nullable(),
  since: z.date(),
});
export type TopicMember = z.infer<typeof topicMemberSchema>;
export const listTopicMembersOutputSchema = z.object({
  members: z.array(topicMemberSchema),
  nextCursor: z.string().nullable(),
});
