import { createHash } from 'node:crypto';
import type { SendRequest } from '../provider.ts';
import type { FcmApns } from './message.ts';

/** https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns */
const COLLAPSE_ID = /^[\x21-\x7e]{1,64}$/;

/** How Apple's devices that registered through FCM are told: FCM hands headers and `aps` on to APNs as they are. */
export function apnsBlock(request: SendRequest<'fcm'>, now: Date): FcmApns {
  const { message, ttlSeconds } = request;
  const isSilent = message.silent === true;
  return {
    headers: {
      'apns-push-type': isSilent ? 'background' : 'alert',
      // A background push with priority 10 is refused.
      'apns-priority': isUrgent(request) && !isSilent ? '10' : '5',
      // 0 means once and never again; otherwise a moment, in seconds since the epoch.
      'apns-expiration': expiration(ttlSeconds, now),
      'apns-collapse-id': collapseIdOf(request),
    },
    payload: { aps: isSilent ? { 'content-available': 1 } : alertOf(request) },
  };
}

function expiration(ttlSeconds: number, now: Date): string {
  const seconds = Math.max(Math.floor(ttlSeconds), 0);
  return seconds === 0 ? '0' : String(Math.floor(now.getTime() / 1000) + seconds);
}

/** What cannot wait for the device to wake up by itself. */
export function isUrgent({ message, priority }: Pick<SendRequest, 'message' | 'priority'>): boolean {
  return priority === 'high' || message.critical === true;
}

function alertOf({ message, receipt }: SendRequest<'fcm'>): Readonly<Record<string, unknown>> {
  const { title, subtitle, body, badge, category, image, critical, apns } = message;
  const level = apns?.interruptionLevel ?? (critical === true ? 'time-sensitive' : undefined);
  // Members that are undefined are left out of the JSON.
  return {
    alert: { title, subtitle, body },
    badge,
    sound:
      level === 'critical' ? { critical: 1, name: message.sound ?? 'default', volume: 1 } : message.sound,
    category,
    'thread-id': apns?.threadId,
    'interruption-level': level,
    'relevance-score': apns?.relevanceScore,
    // Lets the app's notification service extension fetch the image, and report that the message was received.
    'mutable-content': image === undefined && receipt === null ? undefined : 1,
  };
}

/** What a later notification of the same id replaces; what APNs would not take is hashed, so that different keys stay different. */
function collapseIdOf({ message, collapseKey, notificationId }: SendRequest<'fcm'>): string {
  const key = message.tag || collapseKey || notificationId;
  return COLLAPSE_ID.test(key) ? key : createHash('sha256').update(key, 'utf8').digest('base64url');
}
