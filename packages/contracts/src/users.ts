import { z } from 'zod';
import { userSchema } from './accounts.ts';
import { externalIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';

/** Somebody with an account, as administrators see them. */
export const userEntrySchema = userSchema.extend({
  externalId: z.string().nullable(),
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
