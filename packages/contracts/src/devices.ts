import { z } from 'zod';
import { deviceIdSchema, installationIdSchema, userIdSchema } from './ids.ts';
import { LIMITS } from './limits.ts';
import { pageInputSchema } from './pagination.ts';
import {
  environmentSchema,
  platformSchema,
  providerNameSchema,
  pushHealthSchema,
  pushPlatformSchema,
} from './providers.ts';
import { timestampSchema } from './timestamp.ts';

const metadata = z.string().trim().max(LIMITS.deviceMetadataLength);
/** A character is a code point, as a person and JSON Schema count them; `length` counts an emoji twice. */
const isShortName = (name: string): boolean => [...name].length <= LIMITS.deviceNameLength;
const TOO_LONG = `Too long: expected at most ${LIMITS.deviceNameLength} characters`;
const deviceNameSchema = z
  .string()
  .trim()
  .refine(isShortName, { message: TOO_LONG })
  .meta({ maxLength: LIMITS.deviceNameLength });
/** REG-15. */
export const tagSchema = z
  .string()
  .trim()
  .min(1)
  .refine((tag) => [...tag].length <= LIMITS.tagLength, {
    message: `Too long: expected at most ${LIMITS.tagLength} characters`,
  })
  .meta({ maxLength: LIMITS.tagLength });
export const tagsSchema = z.array(tagSchema).max(LIMITS.deviceTags);
/** REG-8. */
export const agentNameSchema = z
  .string({
    error: ({ input }) =>
      input === undefined
        ? 'Expected device_name for an agent, or device_id and platform for a push device'
        : undefined,
  })
  .trim()
  .min(1, { message: 'Expected 1 to 100 characters' })
  .refine(isShortName, { message: TOO_LONG })
  .meta({ maxLength: LIMITS.deviceNameLength });

/** A device as every answer shows it. Push tokens and secrets are never part of it. */
export const deviceSchema = z.object({
  id: deviceIdSchema,
  deviceId: z.string().nullable(),
  kind: z.enum(['push', 'agent']),
  platform: platformSchema,
  name: z.string(),
  model: z.string().nullable(),
  osVersion: z.string().nullable(),
  appVersion: z.string().nullable(),
  userAgent: z.string().nullable(),
  tags: z.array(z.string()),
  status: z.enum(['active', 'revoked']),
  push: z
    .object({
      provider: providerNameSchema,
      environment: environmentSchema.nullable(),
      health: pushHealthSchema,
      /** Why health is not ok, as a stable code (`expired`, `key_mismatch`, `missing_key`, …); null when ok. */
      reason: z.string().nullable(),
      lastDeliveredAt: z.date().nullable(),
    })
    .nullable(),
  mutedUntil: z.date().nullable(),
  lastSeenAt: z.date().nullable(),
  lastPollAt: z.date().nullable(),
  lastAckAt: z.date().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  revokedAt: z.date().nullable(),
  userId: userIdSchema.nullable(),
  online: z.boolean(),
});
export type DeviceView = z.infer<typeof deviceSchema>;

/** TOK-7: a client's clock or counter that only moves forward; a lower one than stored is refused as stale. */
export const generationSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/**
 * REG-2. Without `pushToken` the device is registered and can get one later by `PUT /devices/{id}/token`. `deviceName` is
 * how an agent is registered: beside `deviceId` it would leave open which of the two is meant (REG-3).
 */
export const registerDeviceInputSchema = z.object({
  deviceId: installationIdSchema,
  deviceName: z
    .never({ error: 'Expected either device_id or device_name; a push device’s name is name' })
    .optional(),
  platform: pushPlatformSchema,
  name: deviceNameSchema.optional(),
  model: metadata.optional(),
  osVersion: metadata.optional(),
  appVersion: metadata.optional(),
  tags: tagsSchema.optional(),
  pushToken: z.string().min(1).max(4096).optional(),
  provider: providerNameSchema.optional(),
  environment: environmentSchema.optional(),
  generation: generationSchema.optional(),
});
export type RegisterDeviceInput = z.infer<typeof registerDeviceInputSchema>;

export const listDevicesInputSchema = pageInputSchema.extend({
  status: z.enum(['active', 'revoked', 'all']).default('all'),
  /** Looks through name, platform, model, tags and user agent; case does not matter. */
  search: z.string().trim().max(100).optional(),
  tag: tagSchema.optional(),
  kind: z.enum(['push', 'agent']).optional(),
  /** For administrators and API keys: whose devices; `all` for everybody's. Absent: the caller's own, or for keys all. */
  userId: z.union([userIdSchema, z.literal('all')]).optional(),
});
export type ListDevicesInput = z.infer<typeof listDevicesInputSchema>;
export const listDevicesOutputSchema = z.object({
  devices: z.array(deviceSchema),
  nextCursor: z.string().nullable(),
});

/** `{id}` in addresses: the server's UUID or, for push devices, the caller's own device_id (REG-9). */
export const deviceRefSchema = z.string().trim().min(1).max(LIMITS.installationIdLength);
export const deviceRefInputSchema = z.object({ id: deviceRefSchema });

export const updateDeviceInputSchema = z.object({
  id: deviceRefSchema,
  name: deviceNameSchema.optional(),
  deviceName: deviceNameSchema.optional(),
  tags: tagsSchema.optional(),
  mutedUntil: timestampSchema.nullable().optional(),
});
export type UpdateDeviceInput = z.infer<typeof updateDeviceInputSchema>;

/** REG-14: each with what became of it; one that is refused does not stop the others. */
export const bulkRevokeInputSchema = z.object({
  ids: z.array(deviceRefSchema).min(1).max(LIMITS.bulkDevices),
});
export const bulkRenameInputSchema = z.object({
  names: z
    .array(z.object({ id: deviceRefSchema, name: deviceNameSchema }))
    .min(1)
    .max(LIMITS.bulkDevices),
});
export const bulkResultSchema = z.object({
  results: z.array(
    z.object({
      /** As it was given. */
      id: z.string(),
      status: z.enum(['revoked', 'renamed', 'unchanged', 'not_found', 'forbidden', 'conflict', 'invalid']),
    }),
  ),
});
export type BulkResult = z.infer<typeof bulkResultSchema>;

export const replaceTokenInputSchema = z.object({
  id: deviceRefSchema,
  pushToken: z.string().min(1).max(4096),
  provider: providerNameSchema.optional(),
  environment: environmentSchema.optional(),
  generation: generationSchema.optional(),
});

export const replaceTokenOutputSchema = z.object({ success: z.boolean() });

/** TOK-9. The caller's installation id is `deviceId`, as in the earlier system that this address comes from. */
export const registerDeviceTokenInputSchema = z.object({
  token: z.string().min(1).max(4096),
  deviceId: installationIdSchema,
  environment: environmentSchema,
  generation: generationSchema.optional(),
});
export const registerDeviceTokenOutputSchema = z.object({
  id: z.uuid(),
  deviceId: z.string(),
  provider: providerNameSchema,
  environment: environmentSchema,
  rotated: z.boolean(),
  createdAt: z.date(),
});
export const revokeDeviceTokenInputSchema = z.object({
  deviceId: installationIdSchema,
  generation: generationSchema.optional(),
});
