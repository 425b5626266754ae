import type { PublishEventInput } from '@carillon/contracts/events';
import {
  type Audience,
  type SendNotificationInput,
  sendNotificationInputSchema,
} from '@carillon/contracts/notifications';
import type { Viewer } from './viewer.ts';

/**
 * An event as the notification that it becomes. The type is the category, so that preferences hold for it, and the title
 * where none is given; the source is the subtitle. What is not said here is as for every notification.
 */
export function notificationOf(sender: Viewer, event: PublishEventInput): SendNotificationInput {
  const { type, title, body, source, imageUrl, url, data, idempotencyKey } = event;
  return sendNotificationInputSchema.parse({
    audience: audienceOf(sender, event),
    title: title ?? titleOf(type),
    body,
    subtitle: source,
    image: imageUrl,
    url,
    data,
    category: type,
    idempotencyKey,
  });
}

/** Nobody named: everybody, from those who may; others mean themselves. */
function audienceOf({ userId, role }: Viewer, { userIds }: PublishEventInput): Audience {
  if (userIds !== undefined) return { userIds };
  return role === 'admin' ? { broadcast: true } : { userIds: [userId] };
}

/** `door.front_opened` → `Door front opened`. */
function titleOf(type: string): string {
  const words = type.replaceAll(/[._:-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
