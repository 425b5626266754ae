import { z } from 'zod';

export const providerNameSchema = z.enum(['apns', 'fcm', 'expo', 'webpush']);
export type ProviderName = z.infer<typeof providerNameSchema>;

/** How a delivery travels: a push provider, or the inbox that agents poll. */
export const channelSchema = z.enum(['apns', 'fcm', 'expo', 'webpush', 'inbox']);
export type Channel = z.infer<typeof channelSchema>;

export const environmentSchema = z.enum(['development', 'production']);
export type Environment = z.infer<typeof environmentSchema>;

export const platformSchema = z.enum(['ios', 'android', 'web', 'agent']);
export type Platform = z.infer<typeof platformSchema>;

/** What a push device can be; an agent is created by name and gets a secret instead of a token. */
export const pushPlatformSchema = z.enum(['ios', 'android', 'web']);

/** TOK-1: why a token row stopped being active. */
export const revokeReasonSchema = z.enum([
  'rotated',
  'moved',
  'device_revoked',
  'logout',
  'unsubscribed',
  'invalid',
  'unreachable',
  'stale',
]);
export type RevokeReason = z.infer<typeof revokeReasonSchema>;

export const pushHealthSchema = z.enum(['ok', 'none', 'invalid', 'quarantined', 'unreachable']);
export type PushHealth = z.infer<typeof pushHealthSchema>;
