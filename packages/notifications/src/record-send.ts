import type { AuditStore } from '@carillon/push/ports';
import type { NewNotification, StoredAudience } from './ports.ts';
import type { SendContext } from './send-context.ts';

/**
 * What a server sends, and what anybody sends to everybody, is for the audit log (OBS-3); what people send otherwise is found
 * among the notifications, under their names.
 */
export async function recordSend(
  audit: AuditStore,
  { sender, apiKeyId, requestId, ipAddress }: SendContext,
  { id, audience }: NewNotification,
): Promise<void> {
  const isBroadcast = audience.broadcast === true;
  if (apiKeyId === null && !isBroadcast) return;
  await audit.record({
    userId: sender.userId,
    action: isBroadcast ? 'notification.broadcast' : 'notification.sent',
    targetType: 'notification',
    targetId: id,
    ipAddress,
    requestId,
    details: isBroadcast ? {} : { audience: inWords(audience) },
  });
}

/** `user_ids: 3`, `topic: news`. Who they were is with the notification, for as long as it is kept. */
function inWords({ userIds, externalIds, deviceIds, topic, tags = [] }: StoredAudience): string {
  if (userIds !== undefined) return `user_ids: ${userIds.length}`;
  if (externalIds !== undefined) return `external_ids: ${externalIds.length}`;
  if (deviceIds !== undefined) return `device_ids: ${deviceIds.length}`;
  return topic === undefined ? `tags: ${tags.join(' ')}` : `topic: ${topic}`;
}
