import type { AgentMessage } from '../agent-messages.ts';

/**
 * A message as a line for people: time, title, body, address. Control characters become spaces, so that no sender can write lines of
 * their own or move the cursor of whoever reads.
 */
export function messageText({ createdAt, title, body, url }: AgentMessage): string {
  const text = [title, body, url].filter((part) => part !== undefined && part !== '').join(' — ');
  return `${createdAt}  ${text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()}`;
}

/** What a command gets in its environment beside ours. NUL ends a variable, so it cannot be in one. */
export function messageEnvironment(message: AgentMessage): Record<string, string> {
  const { title, body, url, data, priority, category, notificationId, deliveryId } = message;
  const variables = {
    CARILLON_MESSAGE_TITLE: title,
    CARILLON_MESSAGE_BODY: body ?? '',
    CARILLON_MESSAGE_URL: url ?? '',
    CARILLON_MESSAGE_DATA: JSON.stringify(data ?? {}),
    CARILLON_MESSAGE_PRIORITY: priority,
    CARILLON_MESSAGE_CATEGORY: category ?? '',
    CARILLON_NOTIFICATION_ID: notificationId,
    CARILLON_DELIVERY_ID: deliveryId,
  };
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replaceAll('\0', '')]),
  );
}
