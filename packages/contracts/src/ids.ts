import { z } from 'zod';

/** Branded UUIDs, so that one kind of id cannot be passed where another is meant. All are UUIDv7 made by the server. */
export const userIdSchema = z.uuid().brand<'UserId'>();
export const deviceIdSchema = z.uuid().brand<'DeviceId'>();
export const tokenIdSchema = z.uuid().brand<'TokenId'>();
export const notificationIdSchema = z.uuid().brand<'NotificationId'>();
export const sessionIdSchema = z.uuid().brand<'SessionId'>();

export type UserId = z.infer<typeof userIdSchema>;
export type DeviceId = z.infer<typeof deviceIdSchema>;
export type TokenId = z.infer<typeof tokenIdSchema>;
export type NotificationId = z.infer<typeof notificationIdSchema>;
export type SessionId = z.infer<typeof sessionIdSchema>;

/** The installation's own id, chosen by the app or browser (REG-1). Not unique across users (REG-7). */
export const installationIdSchema = z.string().trim().min(1).max(255).brand<'InstallationId'>();
export type InstallationId = z.infer<typeof installationIdSchema>;

/** A user's id in the integrator's own system. */
export const externalIdSchema = z.string().trim().min(1).max(255);
