import type { LookupFunction } from 'node:net';
import { TRANSPORT_BOUNDS } from '../transport/bounds.ts';
import type { HttpTransport } from '../transport/http-post.ts';
import { createHttpTransport } from '../transport/http-transport.ts';
import { createHttp2Transport } from '../transport/http2-transport.ts';
import { createNegotiatingTransport } from '../transport/negotiating-transport.ts';

const IDLE_TIMEOUT_MS = 30_000;
/** A dead session is found within this and the time that a PING has, before any message has waited for longer than its own deadline. */
const PING_INTERVAL_MS = 5_000;
/** Push services allow 100 or so; the least of both limits holds. */
const MAX_STREAMS_PER_SESSION = 1_000;
const SESSIONS_PER_ORIGIN = 4;
const ASK_FOR_HTTP2_AGAIN_AFTER_MS = 3_600_000;

export interface WebPushTransportSettings {
  /** Sockets to one origin over HTTP/1.1, where each carries one message at a time. */
  readonly connectionsPerOrigin: number;
  readonly maxOrigins: number;
  readonly maxPendingPerOrigin: number;
  readonly testOrigins: readonly string[];
  readonly testCaPem: string | null;
}

/** HTTP to push services, which anybody can name: every connection resolves by `lookup`, over HTTP/2 as over HTTP/1.1. */
export function createWebPushTransport(
  settings: WebPushTransportSettings,
  lookup: LookupFunction,
): HttpTransport {
  const shared = {
    ...settings,
    ...TRANSPORT_BOUNDS,
    lookup,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  };
  return createNegotiatingTransport({
    http2: createHttp2Transport({
      ...shared,
      pingIntervalMs: PING_INTERVAL_MS,
      maxStreamsPerSession: MAX_STREAMS_PER_SESSION,
      sessionsPerOrigin: SESSIONS_PER_ORIGIN,
    }),
    http1: createHttpTransport(shared),
    maxOrigins: settings.maxOrigins,
    askAgainAfterMs: ASK_FOR_HTTP2_AGAIN_AFTER_MS,
  });
}
