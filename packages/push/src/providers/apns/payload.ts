/// <reference path="./apn-notification.d.ts" />
import type { Message } from '@carillon/contracts/notifications';
import Notification from 'apn/lib/notification/index.js';
import type { OutgoingMessage } from '../outgoing-message.ts';
import type { PayloadDraft } from '../provider.ts';
import { apnsIdOf, apnsPriorityOf, collapseIdOf, expirationOf } from './headers.ts';

/** https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
export const MAX_PAYLOAD_BYTES = 4096;

export interface PayloadSettings {
  /** The app's bundle id. */
  readonly topic: string;
  /** Relative click and image addresses are resolved against it. */
  readonly dashboardUrl: string;
}

export interface ApnsMessage {
  /** All but the credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON; can be over {@link MAX_PAYLOAD_BYTES}, and must not be sent then. */
  readonly body: Buffer;
}

/** A message as APNs takes it, with the headers and the payload of the `apn` library (docs/delivery.md, "APNs"). */
export function apnsMessage(request: PayloadDraft, settings: PayloadSettings, now: Date): ApnsMessage {
  const { message } = request;
  const notification = new Notification({
    id: apnsIdOf(request),
    topic: settings.topic,
    collapseId: collapseIdOf(request),
    expiry: expirationOf(request, now),
    priority: apnsPriorityOf(request),
    pushType: message.silent === true ? 'background' : 'alert',
    ...(message.silent === true ? { contentAvailable: true } : shownOf(request)),
    payload: customOf(request, settings),
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(notification.headers())) headers[name] = String(value);
  return { headers, body: Buffer.from(notification.compile(), 'utf8') };
}

/** The members of `aps`; a background notification has none of them. Members that are undefined are left out of the JSON. */
function shownOf({ message, receipt }: PayloadDraft) {
  const { title, subtitle, body, badge, category, apns } = message;
  return {
    alert: { title, subtitle, body },
    badge,
    sound: soundOf(message),
    category,
    threadId: apns?.threadId,
    interruptionLevel: interruptionLevelOf(message),
    relevanceScore: apns?.relevanceScore,
    // Lets the app's notification service extension fetch the image, and report that the message was received.
    mutableContent: message.image !== undefined || receipt !== null,
  };
}

/** A critical alert plays through silence and focus, which takes the long form of the sound. */
function soundOf(message: OutgoingMessage) {
  if (message.soundOff === true) return undefined;
  if (message.apns?.interruptionLevel !== 'critical') return message.sound;
  return { critical: 1, name: message.sound ?? 'default', volume: 1 };
}

/** Only time-sensitive unless it is asked for: `critical` needs an entitlement that Apple grants to few apps. */
function interruptionLevelOf({ apns, critical }: Message): string | undefined {
  return apns?.interruptionLevel ?? (critical === true ? 'time-sensitive' : undefined);
}

/** Beside `aps` stand the caller's own data, to which ours are added; ours win. The library keeps `aps` for itself. */
function customOf({ message, notificationId, receipt }: PayloadDraft, settings: PayloadSettings) {
  const { url, image } = message;
  return {
    ...message.data,
    notification_id: notificationId,
    ...(url === undefined ? {} : { url: absolute(url, settings) }),
    ...(image === undefined ? {} : { image: absolute(image, settings) }),
    ...(receipt === null ? {} : { receipt }),
  };
}

/** An address that cannot be read leads to the dashboard: a message that is stored already must not fail for it. */
function absolute(address: string, { dashboardUrl }: PayloadSettings): string {
  return URL.parse(address, dashboardUrl)?.href ?? new URL(dashboardUrl).href;
}
