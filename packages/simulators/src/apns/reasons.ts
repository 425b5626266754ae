import type { Answer } from '../exchange.ts';

/**
 * Every reason that APNs documents for notifications to devices, and its status.
 * https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns
 */
export const APNS_REASON_STATUS = {
  BadCollapseId: 400,
  BadDeviceToken: 400,
  BadExpirationDate: 400,
  BadMessageId: 400,
  BadPriority: 400,
  BadTopic: 400,
  DeviceTokenNotForTopic: 400,
  DuplicateHeaders: 400,
  IdleTimeout: 400,
  InvalidPushType: 400,
  MissingDeviceToken: 400,
  MissingTopic: 400,
  PayloadEmpty: 400,
  TopicDisallowed: 400,
  BadCertificate: 403,
  BadCertificateEnvironment: 403,
  BadEnvironmentKeyIdInToken: 403,
  ExpiredProviderToken: 403,
  Forbidden: 403,
  InvalidProviderToken: 403,
  MissingProviderToken: 403,
  UnrelatedKeyIdInToken: 403,
  BadPath: 404,
  MethodNotAllowed: 405,
  ExpiredToken: 410,
  Unregistered: 410,
  PayloadTooLarge: 413,
  TooManyProviderTokenUpdates: 429,
  TooManyRequests: 429,
  InternalServerError: 500,
  ServiceUnavailable: 503,
  Shutdown: 503,
} as const;
export type ApnsReason = keyof typeof APNS_REASON_STATUS;

/** A refusal as APNs words it; also what a fault script answers with. `atMs`: since when a token is dead, for 410. */
export function apnsRefusal(
  reason: ApnsReason,
  facts: { atMs?: number; headers?: Readonly<Record<string, string>> },
): Omit<Answer, 'headers'> & { headers: Record<string, string> } {
  const timestamp = facts.atMs === undefined ? {} : { timestamp: facts.atMs };
  return {
    status: APNS_REASON_STATUS[reason],
    headers: { ...facts.headers },
    body: JSON.stringify({ reason, ...timestamp }),
  };
}
