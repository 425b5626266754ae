import type { Exchange } from '../exchange.ts';
import type { ApnsReason } from './reasons.ts';

/** https://developer.apple.com/documentation/usernotifications/generating-a-remote-notification */
const MAX_PAYLOAD_BYTES = 4096;
const MAX_VOIP_PAYLOAD_BYTES = 5120;
/** Read at the most, so that a larger body is told from one that fits. */
export const MAX_BODY_BYTES = MAX_VOIP_PAYLOAD_BYTES;

const PUSH_TYPES = [
  'alert',
  'background',
  'location',
  'voip',
  'complication',
  'fileprovider',
  'mdm',
  'liveactivity',
  'pushtotalk',
  'widgets',
  'controls',
] as const;
export type PushType = (typeof PUSH_TYPES)[number];

/** Header fields that may stand in a request once. */
const SINGLE_HEADERS = [
  'authorization',
  'apns-id',
  'apns-topic',
  'apns-push-type',
  'apns-priority',
  'apns-expiration',
  'apns-collapse-id',
];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_COLLAPSE_ID_BYTES = 64;

export type NotificationHeaders = {
  /** Null if APNs is to make one. */
  id: string | null;
  topic: string;
  pushType: PushType;
  priority: number;
  /** Seconds since the epoch; 0: one try; null: as long as APNs likes. */
  expiration: number | null;
  collapseId: string | null;
};

/**
 * Reads the headers of a notification; a reason says which one is missing or wrong.
 * https://developer.apple.com/documentation/usernotifications/sending-notification-requests-to-apns
 */
export function readNotificationHeaders(exchange: Exchange): NotificationHeaders | ApnsReason {
  if (SINGLE_HEADERS.some((name) => exchange.headerCount(name) > 1)) return 'DuplicateHeaders';
  const id = exchange.header('apns-id') ?? null;
  if (id !== null && !UUID.test(id)) return 'BadMessageId';
  const topic = exchange.header('apns-topic');
  if (topic === undefined) return 'MissingTopic';
  const pushType = PUSH_TYPES.find((known) => known === (exchange.header('apns-push-type') ?? 'alert'));
  if (pushType === undefined) return 'InvalidPushType';
  const priority = Number(exchange.header('apns-priority') ?? 10);
  if (![1, 5, 10].includes(priority) || (pushType === 'background' && priority === 10)) return 'BadPriority';
  const expiration = exchange.header('apns-expiration') ?? null;
  if (expiration !== null && !/^\d{1,12}$/.test(expiration)) return 'BadExpirationDate';
  const collapseId = exchange.header('apns-collapse-id') ?? null;
  if (collapseId !== null && Buffer.byteLength(collapseId) > MAX_COLLAPSE_ID_BYTES) return 'BadCollapseId';
  return {
    id,
    topic,
    pushType,
    priority,
    expiration: expiration === null ? null : Number(expiration),
    collapseId,
  };
}

/** Reads the payload of a body that was not over {@link MAX_BODY_BYTES}. */
export function readPayload(body: Buffer, pushType: PushType): Record<string, unknown> | ApnsReason {
  const limit = pushType === 'voip' ? MAX_VOIP_PAYLOAD_BYTES : MAX_PAYLOAD_BYTES;
  if (body.length > limit) return 'PayloadTooLarge';
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
    // APNs has no other word for a payload that is no JSON.
    return isObject ? { ...payload } : 'PayloadEmpty';
  } catch {
    return 'PayloadEmpty';
  }
}
