import { createHash } from 'node:crypto';
import type { Message } from '@carillon/contracts/notifications';
import type { ExpoPushMessage } from 'expo-server-sdk';
import type { OutgoingMessage } from '../outgoing-message.ts';
import type { SendRequest } from '../provider.ts';

/**
 * What Expo hands to Apple and Google may have this many bytes:
 * https://docs.expo.dev/push-notifications/sending-notifications/#push-receipt-errors
 */
export const EXPO_PAYLOAD_BYTES = 4096;
/** The header `apns-collapse-id`, which `collapseId` becomes. */
const COLLAPSE_ID_BYTES = 64;

/**
 * The message in Expo's format (https://docs.expo.dev/push-notifications/sending-notifications/#message-request-format).
 * `data` is the caller's own, to which `url`, `notification_id` and `receipt` are added; ours win.
 */
export function expoMessage(
  request: SendRequest<'expo'>,
  settings: { readonly dashboardUrl: string },
): ExpoPushMessage {
  const { message, target } = request;
  const { dashboardUrl } = settings;
  const data = {
    ...message.data,
    ...(message.url === undefined ? {} : { url: absolute(message.url, dashboardUrl) }),
    notification_id: request.notificationId,
    ...(request.receipt === null ? {} : { receipt: request.receipt }),
  };
  const common = { to: target.token, data, ttl: request.ttlSeconds, ...collapsing(request) };
  if (message.silent === true) {
    // Apple demands the lower priority of what shows nothing, and drops the message otherwise.
    return withoutUndefined({ ...common, priority: 'normal', contentAvailable: true, badge: message.badge });
  }
  return withoutUndefined({
    ...common,
    title: message.title,
    subtitle: message.subtitle,
    body: message.body,
    sound: soundOf(message),
    badge: message.badge,
    priority: message.critical === true ? 'high' : request.priority,
    interruptionLevel: interruptionLevelOf(message),
    relevanceScore: message.apns?.relevanceScore,
    threadId: message.apns?.threadId,
    channelId: message.fcm?.channelId,
    categoryId: message.category,
    ...(message.image === undefined ? {} : { richContent: { image: absolute(message.image, dashboardUrl) } }),
    // Lets the app's notification service extension fetch the image, and report that the message was received.
    mutableContent: message.image !== undefined || request.receipt !== null ? true : undefined,
  });
}

/** Whether Apple or Google could take it. */
export function isWithinLimit(message: ExpoPushMessage): boolean {
  return expoPayloadBytes(message) <= EXPO_PAYLOAD_BYTES;
}

/** The address is no part of what Apple and Google get; what they wrap around it, Expo counts. */
export function expoPayloadBytes({ to: _, ...payload }: ExpoPushMessage): number {
  return Buffer.byteLength(JSON.stringify(payload), 'utf8');
}

/**
 * On both systems a later message of the same name takes the place of the one before, so that a message which had to be
 * sent twice is shown once.
 */
function collapsing({ message, collapseKey, notificationId }: SendRequest<'expo'>) {
  const name = message.tag ?? collapseKey ?? notificationId;
  return { tag: name, collapseId: shortened(name) };
}

function shortened(name: string): string {
  if (Buffer.byteLength(name, 'utf8') <= COLLAPSE_ID_BYTES) return name;
  return createHash('sha256').update(name, 'utf8').digest('base64url');
}

/** A critical alert plays through silence and focus, which takes the long form of the sound. */
function soundOf(message: OutgoingMessage): ExpoPushMessage['sound'] {
  if (message.soundOff === true) return undefined;
  if (message.apns?.interruptionLevel !== 'critical') return message.sound;
  return { critical: true, name: message.sound ?? 'default', volume: 1 };
}

/** Only time-sensitive unless it is asked for: `critical` needs an entitlement that Apple grants to few apps. */
function interruptionLevelOf({ apns, critical }: Message): ExpoPushMessage['interruptionLevel'] {
  return apns?.interruptionLevel ?? (critical === true ? 'time-sensitive' : undefined);
}

/** An address that cannot be read leads to the dashboard: a message that is stored already must not fail for it. */
function absolute(address: string, dashboardUrl: string): string {
  return URL.parse(address, dashboardUrl)?.href ?? new URL(dashboardUrl).href;
}

type Optional<T> = { readonly [Key in keyof T]: T[Key] | undefined };

function withoutUndefined(message: Optional<ExpoPushMessage>): ExpoPushMessage {
  const given = Object.entries(message).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as ExpoPushMessage;
}
