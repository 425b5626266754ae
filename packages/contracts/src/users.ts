import { z } from 'zod';
import { roleSchema, userSchema } from './accounts.ts';
import { externalIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';

/** Somebody with an account, as administrators see them. */
export const userEntrySchema = userSchema.extend({
  externalId: z.string().nullable(),
  /** Since when nothing of theirs is accepted; null: they are enabled. */
  disabledAt: z.date().nullable(),
  /** Active ones. */
  devices: z.number().int().min(0),
});
export type UserEntry = z.infer<typeof userEntrySchema>;

export const listUsersInputSchema = pageInputSchema.extend({
  /** Looks through email, name and external id; case does not matter. */
  search: z.string().trim().max(100).optional(),
});
export const listUsersOutputSchema = z.object({
  users: z.array(userEntrySchema),
  nextCursor: z.string().nullable(),
});

/** Null takes the id away. */
export const setExternalIdInputSchema = z.object({
  id: userIdSchema,
  externalId: externalIdSchema.nullable(),
});

export const userRefInputSchema = z.object({ id: userIdSchema });
/** Members that are absent stay as they are. */
export const updateUserInputSchema = z.object({
  id: userIdSchema,
  role: roleSchema.optional(),
  /** True ends every session and API key of theirs at once. */
  disabled: z.boolean().optional(),
});
export type UpdateUserInput = z.infer<typeof updateUserInputSchema>;

/** What deleting a user takes away. */
export const userHoldingsSchema = z.object({
  /** Active and revoked, each with its history. */
  devices: z.number().int().min(0),
  /** Live ones. */
  sessions: z.number().int().min(0),
  /** That are not revoked. */
  apiKeys: z.number().int().min(0),
  /** Topics that they are a member of; the topics stay. */
  topics: z.number().int().min(0),
});
export type UserHoldings = z.infer<typeof userHoldingsSchema>;
