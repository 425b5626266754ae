import { z } from 'zod';

/** Upper-case letters mean the same (RFC 9562, section 4); in lower case, as the server writes them, ids can be compared as text. */
const idSchema = z.uuid().toLowerCase();

/** Branded UUIDs, so that one kind of id cannot be passed where another is meant. All are UUIDv7 made by the server. */
export const userIdSchema = idSchema.brand<'UserId'>();
export const deviceIdSchema = idSchema.brand<'DeviceId'>();
export const tokenIdSchema = idSchema.brand<'TokenId'>();
export const notificationIdSchema = idSchema.brand<'NotificationId'>();
export const sessionIdSchema = idSchema.brand<'SessionId'>();
export const apiKeyIdSchema = idSchema.brand<'ApiKeyId'>();
export const pairingIdSchema = idSchema.brand<'PairingId'>();

export type UserId = z.infer<typeof userIdSchema>;
export type DeviceId = z.infer<typeof deviceIdSchema>;
export type TokenId = z.infer<typeof tokenIdSchema>;
export type NotificationId = z.infer<typeof notificationIdSchema>;
export type SessionId = z.infer<typeof sessionIdSchema>;
export type ApiKeyId = z.infer<typeof apiKeyIdSchema>;
export type PairingId = z.infer<typeof pairingIdSchema>;

/** The installation's own id, chosen by the app or browser (REG-1). Not unique across users (REG-7). */
export const installationIdSchema = z.string().trim().min(1).max(255).brand<'InstallationId'>();
export type InstallationId = z.infer<typeof installationIdSchema>;

/** A user's id in the integrator's own system. */
export const externalIdSchema = z.string().trim().min(1).max(255);
