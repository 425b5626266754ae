import { z } from 'zod';
import { generationSchema } from './devices.ts';
import { installationIdSchema, sessionIdSchema, userIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';

export const roleSchema = z.enum(['admin', 'member']);
export type Role = z.infer<typeof roleSchema>;

/** Trimmed and lower-cased, so that one person has one account however they type the address. */
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email({ message: 'Expected an email address' }));

export const passwordSchema = z
  .string()
  .min(LIMITS.passwordMin, { message: `Expected at least ${LIMITS.passwordMin} characters` })
  .max(LIMITS.passwordMax);

export const userSchema = z.object({
  id: userIdSchema,
  email: z.string(),
  name: z.string().nullable(),
  role: roleSchema,
  createdAt: z.date(),
});
export type UserView = z.infer<typeof userSchema>;

export const registerInputSchema = z.object({
  email: emailSchema,
  password: passwordSchema,
  name: z.string().trim().max(100).optional(),
});
export const loginInputSchema = z.object({
  email: emailSchema,
  password: z.string().min(1).max(LIMITS.passwordMax),
});
export const refreshInputSchema = z.object({ refreshToken: z.string().min(1).max(512) });
/** TOK-13: with `deviceId` that device's push token is revoked too, and with `generation` (TOK-7) it stays so. */
export const logoutInputSchema = refreshInputSchema.extend({
  deviceId: installationIdSchema.optional(),
  generation: generationSchema.optional(),
});

/** `expiresIn`: seconds until the access token ends. */
export const tokenPairSchema = z.object({
  user: userSchema,
  accessToken: z.string(),
  refreshToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.number().int(),
});
export const meOutputSchema = z.object({ user: userSchema });

export const changePasswordInputSchema = z.object({
  currentPassword: z.string().min(1).max(LIMITS.passwordMax),
  newPassword: passwordSchema,
});

export const sessionViewSchema = z.object({
  id: sessionIdSchema,
  kind: z.enum(['dashboard', 'app']),
  userAgent: z.string().nullable(),
  ipAddress: z.string().nullable(),
  current: z.boolean(),
  createdAt: z.date(),
  lastSeenAt: z.date(),
  expiresAt: z.date(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;
export const listSessionsOutputSchema = z.object({ sessions: z.array(sessionViewSchema) });
/** `ended`: how many sessions that were. */
export const revokeOtherSessionsOutputSchema = z.object({ ended: z.number().int().min(0) });
export const revokeSessionInputSchema = z.object({ id: sessionIdSchema });
