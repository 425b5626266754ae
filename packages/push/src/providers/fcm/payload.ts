import type { Message } from '@carillon/contracts/notifications';
import type { PayloadDraft, SendRequest } from '../provider.ts';
import { apnsBlock } from './apns-block.ts';
import type { FcmAndroid, FcmMessage, FcmNotification } from './message.ts';
import { reservedDataKeys } from './reserved-data.ts';

export interface PayloadSettings {
  /** Origin (or base address) of the dashboard; relative click and image addresses are resolved against it. */
  readonly dashboardUrl: string;
}

export type FcmPayload =
  | {
      readonly ok: true;
      /** `now`: Apple is told when a message ends, FCM how long it lives. */
      readonly messageAt: (now: Date) => FcmMessage;
    }
  | { readonly ok: false; readonly reason: FcmRefusal };

export type FcmRefusal = 'too_large' | 'reserved_data_key';

/** Keys and values of `data` and `notification` together. https://firebase.google.com/docs/cloud-messaging/concept-options */
export const FCM_PAYLOAD_MAX_BYTES = 4096;

/** The message as FCM takes it, unless FCM would refuse it. */
export function fcmMessage(request: SendRequest<'fcm'>, settings: PayloadSettings): FcmPayload {
  if (hasReservedKey(request.message)) return { ok: false, reason: 'reserved_data_key' };
  if (fcmPayloadBytes(request, settings) > FCM_PAYLOAD_MAX_BYTES) return { ok: false, reason: 'too_large' };
  return { ok: true, messageAt: (now) => messageOf(request, settings, now) };
}

/**
 * The message in FCM's form, whatever FCM may say to it (docs/delivery.md, "FCM"). A silent one has no `notification`, so
 * that the app gets `data` in the background and nothing is shown. Otherwise the system shows it:
 * `android.notification.tag` and APNs' collapse id make a repeat replace what is shown already.
 */
export function messageOf(request: SendRequest<'fcm'>, settings: PayloadSettings, now: Date) {
  const label = request.message.fcm?.analyticsLabel;
  return {
    token: request.target.token,
    ...partsOf(request, settings),
    apns: apnsBlock(request, now),
    ...(label === undefined ? {} : { fcm_options: { analytics_label: label } }),
  } satisfies FcmMessage;
}

/** FCM refuses whole messages for members of `data` whose names it uses itself. */
export function hasReservedKey(message: Message): boolean {
  return reservedDataKeys(message).length > 0;
}

/** What counts towards {@link FCM_PAYLOAD_MAX_BYTES}. */
export function fcmPayloadBytes(draft: PayloadDraft, settings: PayloadSettings): number {
  return byteSize(partsOf(draft, settings));
}

/** The body of `messages:send`. */
export function serializeMessage(message: FcmMessage, options: { readonly validateOnly: boolean }): Buffer {
  const request = options.validateOnly ? { validate_only: true, message } : { message };
  return Buffer.from(JSON.stringify(request), 'utf8');
}

type Parts = Pick<FcmMessage, 'data' | 'notification'> & { readonly android: FcmAndroid };

function partsOf(draft: PayloadDraft, settings: PayloadSettings): Parts {
  const { message } = draft;
  return {
    data: dataOf(draft, settings),
    ...(message.silent === true ? {} : { notification: notificationOf(message, settings) }),
    android: androidOf(draft),
  };
}

/** FCM's values are strings: a caller's string stays as it is, everything else is its JSON. Our own members win. */
function dataOf(
  { message, notificationId, receipt }: PayloadDraft,
  settings: PayloadSettings,
): Record<string, string> {
  const members = Object.entries(message.data ?? {}).flatMap(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return {
    ...Object.fromEntries(members),
    ...(message.url === undefined ? {} : { url: absolute(message.url, settings) }),
    notification_id: notificationId,
    ...(receipt === null ? {} : { receipt }),
  };
}

function notificationOf({ title, body, image }: Message, settings: PayloadSettings): FcmNotification {
  return { title, body, image: image === undefined ? undefined : absolute(image, settings) };
}

/** An address that cannot be read leads to the dashboard: a message that is stored already must not fail for it. */
function absolute(address: string, { dashboardUrl }: PayloadSettings): string {
  return URL.parse(address, dashboardUrl)?.href ?? new URL(dashboardUrl).href;
}

/**
 * `collapse_key` is what a device that was away gets once; FCM keeps four different ones for it. What is shown has one
 * always, since FCM would otherwise give all of an app's notifications the same. What is not shown has one only if the
 * caller asks: without it FCM keeps up to a hundred, and the app knows a repeat by `notification_id`.
 */
function androidOf(draft: PayloadDraft): FcmAndroid {
  const { message, priority, collapseKey, notificationId } = draft;
  const common = {
    priority: priority === 'high' || message.critical === true ? ('high' as const) : ('normal' as const),
    ttl: ttlOf(draft),
  };
  if (message.silent === true) return { ...common, collapse_key: collapseKey ?? undefined };
  return {
    ...common,
    collapse_key: collapseKey || notificationId,
    notification: {
      tag: message.tag || collapseKey || notificationId,
      channel_id: message.fcm?.channelId,
      // Up to Android 7. Later the app's channel alone decides whether a notification is heard.
      sound: message.sound,
      notification_count: message.badge,
    },
  };
}

/** `android.ttl`. */
export function ttlOf({ ttlSeconds }: PayloadDraft): string {
  return `${Math.max(Math.floor(ttlSeconds), 0)}s`;
}

function byteSize({ data, notification, android }: Parts): number {
  let bytes = 0;
  for (const part of [data, notification, android.notification]) {
    for (const [key, value] of Object.entries(part ?? {})) {
      if (value !== undefined) bytes += Buffer.byteLength(key) + Buffer.byteLength(String(value));
    }
  }
  return bytes;
}
