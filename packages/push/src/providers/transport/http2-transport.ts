import type { LookupFunction } from 'node:net';
import type { HttpTransport } from './http-post.ts';

export interface Http2TransportSettings {
  /** Requests that one origin may have under way or waiting for a stream; one more fails as `busy` at once. */
  readonly maxPendingPerOrigin: number;
  /** Requests under way on one session; the peer's own limit counts as well, and the lesser holds. */
  readonly maxStreamsPerSession: number;
  /** Sessions that take new requests, for one origin. A further one is opened when those open are full. */
  readonly sessionsPerOrigin: number;
  /** Origins with open sessions; beyond it the one idle for longest makes room. */
  readonly maxOrigins: number;
  /** Bytes of an answer's body that are read. */
  readonly answerCapBytes: number;
  /** Time for name, TCP, TLS and the peer's settings together, milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long a session without requests stays open, milliseconds. */
  readonly idleTimeoutMs: number;
  /** Nothing heard from a session for this long, milliseconds: it is asked by PING. */
  readonly pingIntervalMs: number;
  /** A PING unanswered for this long, milliseconds: the session is given up, and requests on it end. */
  readonly pingTimeoutMs: number;
  /**
   * Resolves the names of all but test origins, and is then trusted to refuse addresses: literal special addresses are
   * refused too. Null, for hosts that nobody but the operator names, resolves as the system does.
   */
  readonly lookup: LookupFunction | null;
  readonly testOrigins: readonly string[];
  /** The only certificate authority, PEM, that test origins are trusted by; null leaves them to the usual ones. */
  readonly testCaPem: string | null;
}

/**
 * Over HTTP/2: persistent sessions, many requests at a time on each. Requests that the peer certainly did not process
 * (above the last id of a GOAWAY, or REFUSED_STREAM) are sent again on another session within their deadline, or end
 * with `requestWritten: false`; what else ends without an answer after it was written has `requestWritten: true`.
 */
export declare function createHttp2Transport(settings: Http2TransportSettings): HttpTransport;
