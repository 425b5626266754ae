import { LIMITS } from '@carillon/contracts/limits';
import type { WebPushPayload } from '@carillon/contracts/web-push';
import type { PayloadDraft } from '../provider.ts';

export interface PayloadSettings {
  /** Origin (or base address) of the dashboard; relative click and image addresses are resolved against it. */
  readonly dashboardUrl: string;
  /** Shown where the message names no icon of its own; null leaves it to the service worker. */
  readonly iconUrl: string | null;
  /** The small monochrome mark that Android shows in its status bar; null leaves it to the service worker. */
  readonly badgeUrl: string | null;
}

/** Where a click leads when the message does not say. */
const DEFAULT_CLICK_PATH = '/';
const ELLIPSIS = '…';

/**
 * The message as the service worker gets it (WEB-8). The same JSON is a declarative push message
 * (https://www.w3.org/TR/push-api/#declarative-push-message), so that a browser which knows those shows it even without
 * the service worker. `data` is the caller's own, to which `url`, `notification_id` and `receipt` are added; ours win.
 */
export function webPushPayload(request: PayloadDraft, settings: PayloadSettings): WebPushPayload {
  const { message } = request;
  const tag = message.tag ?? request.collapseKey ?? request.notificationId;
  const icon = message.icon ?? settings.iconUrl ?? undefined;
  const url = message.url ?? DEFAULT_CLICK_PATH;
  const { title, body } = message;
  // A browser shows every push; its `silent` means without sound or vibration.
  const silent = message.soundOff ?? message.silent;
  // Members that are undefined are left out of the JSON.
  return {
    web_push: 8030,
    notification: {
      title,
      body,
      tag,
      silent,
      // Safari takes absolute addresses only, and falls back to the service worker for the whole message otherwise.
      navigate: absolute(url, settings),
      icon: icon === undefined ? undefined : absolute(icon, settings),
      app_badge: message.badge === undefined ? undefined : String(message.badge),
    },
    title,
    body,
    tag,
    silent,
    icon,
    badge: settings.badgeUrl ?? undefined,
    image: message.image,
    actions: message.actions,
    data: {
      ...message.data,
      url,
      notification_id: request.notificationId,
      ...(request.receipt === null ? {} : { receipt: request.receipt }),
    },
  };
}

/**
 * The payload as bytes to encrypt. The body stands in it twice; when that is what makes it too large, the declarative
 * copy is cut, since systems show a few lines of it and the service worker still has the whole text. The result can
 * be over the limit all the same, and encryption then refuses it.
 */
export function serializePayload(payload: WebPushPayload): Buffer {
  const whole = toBytes(payload);
  if (whole.length <= LIMITS.webPushPlaintextBytes || payload.notification.body === undefined) return whole;
  return cutDeclarativeBody(payload, [...payload.notification.body]);
}

/** The longest beginning that fits, found by halving: escapes and UTF-8 make a character's size in JSON uneven. */
function cutDeclarativeBody(payload: WebPushPayload, characters: readonly string[]): Buffer {
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    if (withDeclarativeBody(payload, characters, middle).length <= LIMITS.webPushPlaintextBytes)
      fits = middle;
    else tooLong = middle;
  }
  return withDeclarativeBody(payload, characters, fits);
}

function withDeclarativeBody(payload: WebPushPayload, characters: readonly string[], length: number): Buffer {
  const body = characters.slice(0, length).join('') + ELLIPSIS;
  return toBytes({ ...payload, notification: { ...payload.notification, body } });
}

function toBytes(payload: WebPushPayload): Buffer {
  return Buffer.from(JSON.stringify(payload), 'utf8');
}

/** An address that cannot be read leads to the dashboard: a message that is stored already must not fail for it. */
function absolute(address: string, settings: PayloadSettings): string {
  return URL.parse(address, settings.dashboardUrl)?.href ?? new URL(settings.dashboardUrl).href;
}
