import type { PushMessage } from './push-message.ts';
import { safeImageUrl, safeUrl, type UrlRules } from './safe-url.ts';

/** Members of the Notifications API that TypeScript's library leaves out because not every browser has them. */
export interface ShownOptions extends NotificationOptions {
  readonly image?: string;
  readonly renotify?: boolean;
  readonly actions?: { readonly action: string; readonly title: string }[];
}

/** What the worker keeps with a shown notification, for the click. The payload's own `data` lies beside it. */
export interface ShownData {
  readonly url: string;
  readonly notification_id?: string;
  readonly receipt?: string;
  readonly action_urls: Readonly<Record<string, string>>;
}

/** Shown where the message names none, or none that may be shown. */
const OWN_ICON = '/icons/icon-192.png';
const OWN_BADGE = '/icons/badge-96.png';

/** What `showNotification` gets for a message: every address checked, a tag wherever there is an id. */
export function toShownOptions(message: PushMessage, rules: UrlRules): ShownOptions {
  const data: ShownData = {
    ...message.data,
    url: safeUrl(message.url, rules),
    action_urls: actionUrls(message, rules),
  };
  return {
    ...optional('body', message.body),
    icon: safeImageUrl(message.icon, rules.origin) ?? `${rules.origin}${OWN_ICON}`,
    badge: safeImageUrl(message.badge, rules.origin) ?? `${rules.origin}${OWN_BADGE}`,
    ...optional('image', safeImageUrl(message.image, rules.origin)),
    // Without a tag of the sender's, the id is the tag, so that a repeat that slipped through replaces the first.
    ...optional('tag', message.tag ?? message.notificationId),
    ...(alertsAgain(message) && { renotify: true }),
    ...(message.isSilent && { silent: true }),
    actions: message.actions.map(({ action, title }) => ({ action, title })),
    data,
  };
}

/** Reads the data of a shown notification, also one that an earlier release of the worker showed. */
export function toShownData(data: unknown, rules: UrlRules): ShownData {
  const members = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const urls =
    typeof members.action_urls === 'object' && members.action_urls !== null ? members.action_urls : {};
  return {
    url: safeUrl(members.url, rules),
    ...(typeof members.notification_id === 'string' && { notification_id: members.notification_id }),
    ...(typeof members.receipt === 'string' && { receipt: members.receipt }),
    action_urls: Object.fromEntries(
      Object.entries(urls).map(([action, url]: [string, unknown]) => [action, safeUrl(url, rules)]),
    ),
  };
}

/**
 * Another message in the place of an earlier one alerts again; under its own id there is only itself to replace.
 * Browsers refuse an alert without a tag, and for silent messages.
 */
function alertsAgain({ tag, notificationId, isSilent }: PushMessage): boolean {
  return tag !== undefined && tag !== notificationId && !isSilent;
}

function actionUrls(message: PushMessage, rules: UrlRules): Record<string, string> {
  const withUrl = message.actions.filter(({ url }) => url !== undefined);
  return Object.fromEntries(withUrl.map(({ action, url }) => [action, safeUrl(url, rules)]));
}

function optional<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, string>);
}
