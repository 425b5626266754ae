/** What one push says, whatever form it came in. Members that were missing or of a wrong type are undefined. */
export interface PushMessage {
  readonly title: string;
  readonly body: string | undefined;
  readonly icon: string | undefined;
  readonly badge: string | undefined;
  readonly image: string | undefined;
  readonly tag: string | undefined;
  readonly isSilent: boolean;
  readonly actions: readonly PushAction[];
  /** Where a click leads, as the sender wrote it: not checked yet. */
  readonly url: string | undefined;
  readonly notificationId: string | undefined;
  /** The capability with which this one delivery's fate is reported. */
  readonly receipt: string | undefined;
  readonly appBadgeCount: number | undefined;
  /** The payload's own `data`, untouched. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface PushAction {
  readonly action: string;
  readonly title: string;
  readonly url: string | undefined;
}

type Members = Readonly<Record<string, unknown>>;

const NO_MEMBERS: Members = {};
const UNREADABLE_TITLE = 'New notification';
const UNREADABLE_BODY = 'Open the dashboard to read it.';

/**
 * Reads a push's text (null when it came without one). Every input gives something to show, since browsers require a
 * notification for each push: a JSON object by the members of the web push payload, classic ones before declarative
 * ones; other text as the body; nothing, or JSON that is broken, as a hint to open the dashboard. Never throws.
 */
export function parsePushText(text: string | null): PushMessage {
  const trimmed = (text ?? '').trim();
  if (trimmed === '') return fromMembers(NO_MEMBERS);
  const parsed = parseJson(trimmed);
  if (isMembers(parsed)) return fromMembers(parsed);
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) return fromMembers(NO_MEMBERS);
  return fromMembers({ title: UNREADABLE_TITLE, body: typeof parsed === 'string' ? parsed : trimmed });
}

function fromMembers(payload: Members): PushMessage {
  const declarative = membersOf(payload.notification);
  const data = membersOf(payload.data ?? declarative.data);
  const text = (name: string) => textOf(payload[name]) ?? textOf(declarative[name]);
  const title = text('title');
  return {
    title: title ?? UNREADABLE_TITLE,
    body: text('body') ?? (title === undefined ? UNREADABLE_BODY : undefined),
    icon: text('icon'),
    badge: textOf(payload.badge),
    image: text('image'),
    tag: text('tag'),
    isSilent: (payload.silent ?? declarative.silent) === true,
    actions: actionsOf(payload.actions ?? declarative.actions),
    url: textOf(data.url) ?? textOf(declarative.navigate),
    notificationId: textOf(data.notification_id),
    receipt: textOf(data.receipt),
    appBadgeCount: countOf(declarative.app_badge ?? payload.app_badge),
    data,
  };
}

function actionsOf(value: unknown): PushAction[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const members = membersOf(entry);
    const action = textOf(members.action);
    const title = textOf(members.title);
    if (action === undefined || title === undefined) return [];
    return [{ action, title, url: textOf(members.url) ?? textOf(members.navigate) }];
  });
}

/** Declarative web push writes the count as text. */
function countOf(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function membersOf(value: unknown): Members {
  return isMembers(value) ? value : NO_MEMBERS;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
