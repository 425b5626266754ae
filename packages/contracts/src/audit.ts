import { z } from 'zod';
import { apiKeyIdSchema, userIdSchema } from './ids.ts';
import { pageInputSchema } from './pagination.ts';
import { timestampSchema } from './timestamp.ts';

/**
 * Every security event there is (OBS-3), by its stable code: what happened, in a few words. What each is about and what its
 * `details` hold is in docs/operations/audit.md.
 */
export const AUDIT_ACTIONS = {
  'auth.registered': 'Account created',
  'auth.signed_in': 'Signed in',
  'auth.sign_in_failed': 'Sign-in failed',
  'auth.signed_out': 'Signed out',
  'auth.session_revoked': 'Session ended from elsewhere',
  'auth.sessions_revoked': 'All other sessions ended',
  'auth.refresh_reused': 'Refresh token came a second time, session ended',
  'auth.password_refused': 'Wrong current password while changing it',
  'auth.password_changed': 'Password changed, other sessions ended',
  'pairing.confirmed': 'Pairing approved',
  'pairing.rejected': 'Pairing rejected',
  'pairing.exchanged': 'Device paired',
  'api_key.created': 'API key created',
  'api_key.revoked': 'API key revoked',
  'api_key.refused': 'API key refused that is no longer accepted',
  'device.registered': 'Device registered',
  'device.revoked': 'Device revoked',
  'device.foreign_access': 'Somebody else’s device asked for',
  'device.token_moved': 'Push token moved to another device',
  'agent.created': 'Agent created',
  'agent.secret_rotated': 'Agent’s secret rotated',
  'subscription.foreign_access': 'Somebody else’s subscription asked for',
  'notification.sent': 'Notification sent with an API key',
  'notification.broadcast': 'Notification sent to everybody',
  'notification.cancelled': 'Notification of somebody else cancelled',
  'topic.created': 'Topic created',
  'topic.deleted': 'Topic deleted',
  'topic.members_added': 'Members added to a topic',
  'topic.members_removed': 'Members removed from a topic',
  'user.role_changed': 'Role changed',
  'user.disabled': 'User disabled',
  'user.enabled': 'User enabled',
  'user.deleted': 'User deleted',
  'user.external_id_set': 'External id set',
  'user.external_id_removed': 'External id removed',
  'settings.sending_changed': 'Sending switched on or off',
  'encryption.reencrypt': 'Encryption with the first key asked for',
} as const;
export type AuditAction = keyof typeof AUDIT_ACTIONS;

/** What kind of thing an event is about. */
export const AUDIT_TARGETS = [
  'user',
  'session',
  'api_key',
  'pairing',
  'device',
  'subscription',
  'notification',
  'topic',
  'installation',
] as const;
export type AuditTarget = (typeof AUDIT_TARGETS)[number];

/** One security event. Rows of an earlier or later version may hold codes that this one does not know. */
export const auditEventSchema = z.object({
  id: z.uuid(),
  at: z.date(),
  /** One of `AUDIT_ACTIONS`, such as `device.foreign_access`. */
  action: z.string(),
  /** Who acted, as they were called then; `userId` is null once they are deleted. */
  actor: z.string(),
  userId: userIdSchema.nullable(),
  /** The key that was used, if one was. */
  apiKeyId: apiKeyIdSchema.nullable(),
  targetType: z.string(),
  targetId: z.string(),
  ipAddress: z.string().nullable(),
  requestId: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});
export type AuditEventView = z.infer<typeof auditEventSchema>;

export const listAuditEventsInputSchema = pageInputSchema.extend({
  /** Only those whose code begins with this: `device.`, `auth.sign_in_failed`. */
  action: z.string().trim().min(1).max(100).optional(),
  /** Only what this user did. */
  userId: userIdSchema.optional(),
  /** Only what happened to this object. */
  targetId: z.string().trim().min(1).max(255).optional(),
  from: timestampSchema.optional(),
  to: timestampSchema.optional(),
});
export type ListAuditEventsInput = z.infer<typeof listAuditEventsInputSchema>;
/** Newest first. */
export const listAuditEventsOutputSchema = z.object({
  events: z.array(auditEventSchema),
  nextCursor: z.string().nullable(),
});
