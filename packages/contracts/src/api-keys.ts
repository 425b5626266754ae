import { z } from 'zod';
import { apiKeyIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';
import { timestampSchema } from './timestamp.ts';

/** What an API key may do. A procedure that names no scope takes no key (T-12). */
export const SCOPES = {
  'notifications:send': 'Send, estimate and cancel notifications and events, to anyone',
  'notifications:read': 'Read every notification, its deliveries and the outcomes over time',
  'devices:read': 'Read every device, never its tokens or secrets',
  'users:read': 'Read every user',
  'users:write': 'Set users’ external ids',
  'topics:read': 'Read topics and their members',
  'topics:write': 'Create and delete topics, add and remove members',
  'audit:read': 'Read the audit log',
} as const;

export const scopeSchema = z.enum(Object.keys(SCOPES) as [Scope, ...Scope[]]);
export type Scope = keyof typeof SCOPES;

/** Every key begins so, which lets secret scanners find one that was published by mistake. */
export const API_KEY_PREFIX = 'crl_';

/** A key as lists show it: its value was shown once and is not kept. */
export const apiKeySchema = z.object({
  id: apiKeyIdSchema,
  name: z.string(),
  /** The key's first characters. */
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  /** The administrator who made it, and for whom it acts. */
  userId: userIdSchema,
  userEmail: z.string(),
  /** `suspended`: its maker is not an enabled administrator at present. */
  status: z.enum(['active', 'suspended', 'expired', 'revoked']),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  /** To within a minute. */
  lastUsedAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
});
export type ApiKeyView = z.infer<typeof apiKeySchema>;

export const createApiKeyInputSchema = z.object({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(scopeSchema).min(1).max(Object.keys(SCOPES).length),
  /** Absent: it does not expire. */
  expiresAt: timestampSchema.optional(),
});
/** `key` is in this answer and in no other. */
export const createApiKeyOutputSchema = apiKeySchema.extend({ key: z.string() });
export const listApiKeysInputSchema = pageInputSchema;
export const listApiKeysOutputSchema = z.object({
  apiKeys: z.array(apiKeySchema),
  nextCursor: z.string().nullable(),
});
export const apiKeyRefInputSchema = z.object({ id: apiKeyIdSchema });
