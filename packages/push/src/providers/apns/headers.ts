import { hash } from 'node:crypto';
import type { PayloadDraft } from '../provider.ts';

/** What APNs takes as `apns-collapse-id`: at most 64 bytes; blanks and control characters have no place in a header. */
const COLLAPSE_ID = /^[\x21-\x7e]{1,64}$/;

/** The digit that holds RFC 9562's variant and two bits of the hash. */
const VARIANT_DIGITS = '89ab';

const IMMEDIATE = 10;
/** When it suits the device's battery; the only one that background notifications may have. */
const CONSIDERATE = 5;

/**
 * The id of one message to one device (RFC 9562 section 5.8). It is the same whenever that message is sent again, so that
 * Apple's own logs show attempts as one.
 */
export function apnsIdOf({ notificationId, deviceId }: PayloadDraft): string {
  const hex = hash('sha256', `${notificationId} ${deviceId}`, 'hex');
  const variant = VARIANT_DIGITS.charAt(Number.parseInt(hex.charAt(16), 16) & 0x3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * What a later notification of the same id replaces. A message without tag and key has its own id here, so that a person
 * who gets it twice sees it once. What APNs would not take is hashed, so that different keys stay different.
 */
export function collapseIdOf({ message, collapseKey, notificationId }: PayloadDraft): string {
  const key = message.tag || collapseKey || notificationId;
  if (COLLAPSE_ID.test(key)) return key;
  return hash('sha256', key, 'base64url');
}

/** `apns-expiration`: seconds since the epoch; 0 has APNs try once and keep nothing. */
export function expirationOf({ ttlSeconds }: PayloadDraft, now: Date): number {
  const seconds = Math.max(Math.floor(ttlSeconds), 0);
  return seconds === 0 ? 0 : Math.floor(now.getTime() / 1000) + seconds;
}

/** `apns-priority`. APNs refuses a background notification with any but the considerate one. */
export function apnsPriorityOf({ message, priority }: PayloadDraft): number {
  if (message.silent === true) return CONSIDERATE;
  return priority === 'high' || message.critical === true ? IMMEDIATE : CONSIDERATE;
}
