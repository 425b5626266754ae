import type { LookupFunction } from 'node:net';
import type { HttpTransport } from './http-post.ts';
import type { FailureReason, HttpResult } from './http-result.ts';
import { Http2Exchange } from './http2-exchange.ts';
import { Http2Origin, type Http2OriginSettings } from './http2-origin.ts';
import { isSpecialLiteral } from './special-literal.ts';

export interface Http2TransportSettings extends Http2OriginSettings {
  /** Requests that one origin may have under way or waiting for a stream; one more fails as `busy` at once. */
  readonly maxPendingPerOrigin: number;
  /** Origins with open sessions; beyond it the one idle for longest makes room. */
  readonly maxOrigins: number;
  /** Bytes of an answer's body that are read. */
  readonly answerCapBytes: number;
  /**
   * Resolves the names of all but test origins, and is then trusted to refuse addresses: literal special addresses are
   * refused too. Null, for hosts that nobody but the operator names, resolves as the system does.
   */
  readonly lookup: LookupFunction | null;
  readonly testOrigins: readonly string[];
  /** The only certificate authority, PEM, that test origins are trusted by; null leaves them to the usual ones. */
  readonly testCaPem: string | null;
}

export interface Http2Transport extends HttpTransport {
  /**
   * Later requests to the origin go by sessions that were not open at `openedBeforeMs` (of `performance.now()`); those under
   * way are still answered. For a server that says in an answer that it is about to go, and not yet by GOAWAY.
   */
  renew(origin: string, openedBeforeMs: number): void;
}

/**
 * Over HTTP/2: persistent sessions, many requests at a time on each. Requests that the peer certainly did not process
 * (above the last id of a GOAWAY, or REFUSED_STREAM) are sent again on another session within their deadline, or end
 * with `requestWritten: false`; what else ends without an answer after it was written has `requestWritten: true`.
 */
export function createHttp2Transport(settings: Http2TransportSettings): Http2Transport {
  const origins = new Http2Origins(settings);
  const { answerCapBytes, maxPendingPerOrigin } = settings;
  let closed = false;

  return {
    post(request) {
      if (closed) return notSent('closed');
      const target = origins.acquire(request.origin);
      if (typeof target === 'string') return notSent(target);
      if (target.pending >= maxPendingPerOrigin) return notSent('busy');
      return new Promise((settle) => target.add(new Http2Exchange({ request, answerCapBytes, settle })));
    },
    renew(origin, openedBeforeMs) {
      origins.find(origin)?.renew(openedBeforeMs);
    },
    async close() {
      closed = true;
      origins.destroy();
    },
  };
}

/** A bounded number of origins. */
class Http2Origins {
  readonly #settings: Http2TransportSettings;
  readonly #testOrigins: ReadonlySet<string>;
  /** In order of use: the first was used longest ago. */
  readonly #origins = new Map<string, Http2Origin>();

  constructor(settings: Http2TransportSettings) {
    this.#settings = settings;
    this.#testOrigins = new Set(settings.testOrigins);
  }

  find(origin: string): Http2Origin | undefined {
    return this.#origins.get(origin);
  }

  /** The origin's sessions; a reason while every origin that could make room has requests under way, or if refused. */
  acquire(origin: string): Http2Origin | FailureReason {
    const existing = this.#origins.get(origin);
    if (existing !== undefined) {
      if (this.#origins.size > 1) {
        this.#origins.delete(origin);
        this.#origins.set(origin, existing);
      }
      return existing;
    }
    const { lookup, testCaPem } = this.#settings;
    const isTest = this.#testOrigins.has(origin);
    if (lookup !== null && !isTest && isSpecialLiteral(origin)) return 'address_refused';
    if (this.#origins.size >= this.#settings.maxOrigins && !this.#evictIdle()) return 'busy';
    const route = { origin, lookup: isTest ? null : lookup, caPem: isTest ? testCaPem : null };
    const opened = new Http2Origin(route, this.#settings);
    this.#origins.set(origin, opened);
    return opened;
  }

  destroy(): void {
    for (const origin of this.#origins.values()) origin.destroy();
    this.#origins.clear();
  }

  #evictIdle(): boolean {
    for (const [name, origin] of this.#origins) {
      if (origin.pending > 0) continue;
      this.#origins.delete(name);
      origin.destroy();
      return true;
    }
    return false;
  }
}

function notSent(reason: FailureReason): Promise<HttpResult> {
  return Promise.resolve({ kind: 'failure', reason, requestWritten: false });
}
