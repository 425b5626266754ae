import { createHash } from 'node:crypto';
import { LIMITS } from '@carillon/contracts/limits';
import type { SendRequest } from '../provider.ts';

/** RFC 8030 section 5.4. */
const TOPIC = /^[A-Za-z0-9_-]{1,32}$/;
const TOPIC_CHARACTERS = 32;

/** The headers of one push message (RFC 8030 section 5, RFC 8291 section 4). */
export function webPushHeaders(
  request: SendRequest<'webpush'>,
  authorization: string,
): Record<string, string> {
  const ttlSeconds = Math.min(Math.max(Math.floor(request.ttlSeconds), 0), LIMITS.ttlSecondsMax);
  const headers: Record<string, string> = {
    authorization,
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: String(ttlSeconds),
    urgency: request.priority,
  };
  if (request.collapseKey !== null) headers.topic = topicOf(request.collapseKey);
  return headers;
}

/**
 * The topic under which a push service replaces an undelivered message. A key that is no topic, by its length or its
 * characters, is hashed, so that different keys stay different.
 */
export function topicOf(collapseKey: string): string {
  if (TOPIC.test(collapseKey)) return collapseKey;
  return createHash('sha256').update(collapseKey, 'utf8').digest('base64url').slice(0, TOPIC_CHARACTERS);
}
