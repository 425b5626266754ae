import type { Exchange } from '../exchange.ts';

/** RFC 8030 section 7.2 lets a service refuse more; every one does. */
export const MAX_MESSAGE_BYTES = 4096;
/** Services cap the TTL rather than refuse a longer one (RFC 8030 section 5.2); four weeks is the common cap. */
const MAX_TTL_SECONDS = 28 * 24 * 3600;

const URGENCIES = ['very-low', 'low', 'normal', 'high'] as const;
export type Urgency = (typeof URGENCIES)[number];

export type PushHeaders = { ttlSeconds: number; urgency: Urgency; topic: string | null };
export type PushHeadersResult = { ok: true; headers: PushHeaders } | { ok: false; reason: string };

/** Reads the headers of RFC 8030 section 5; a reason says which one is missing or wrong. */
export function readPushHeaders(exchange: Exchange): PushHeadersResult {
  const ttl = exchange.header('ttl');
  if (ttl === undefined || !/^\d{1,10}$/.test(ttl))
    return { ok: false, reason: 'TTL must be a number of seconds' };
  const urgency = URGENCIES.find((known) => known === (exchange.header('urgency') ?? 'normal'));
  if (urgency === undefined) return { ok: false, reason: `Urgency must be one of ${URGENCIES.join(', ')}` };
  const topic = exchange.header('topic') ?? null;
  if (topic !== null && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) {
    return { ok: false, reason: 'Topic must be at most 32 characters of base64url' };
  }
  return { ok: true, headers: { ttlSeconds: Math.min(Number(ttl), MAX_TTL_SECONDS), urgency, topic } };
}
