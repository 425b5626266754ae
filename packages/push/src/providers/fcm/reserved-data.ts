import type { Message } from '@carillon/contracts/notifications';

/** What FCM uses itself in the same place. https://firebase.google.com/docs/reference/fcm/rest/v1/projects.messages */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['from', 'message_type']);
const RESERVED_PREFIXES = ['google', 'gcm'] as const;

/** Members of `data` for whose names FCM refuses the whole message. */
export function reservedDataKeys({ data }: Pick<Message, 'data'>): string[] {
  return Object.keys(data ?? {}).filter(isReserved);
}

function isReserved(name: string): boolean {
  return RESERVED_NAMES.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
