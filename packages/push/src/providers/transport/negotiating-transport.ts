import type { HttpTransport } from './http-post.ts';

export interface NegotiatingTransportParts {
  /** Tried first; fails with `no_http2` where the server does not agree to it (ALPN). */
  readonly http2: HttpTransport;
  readonly http1: HttpTransport;
  /** Origins that are remembered to speak HTTP/1.1 alone; beyond it the oldest is forgotten and asked again. */
  readonly maxOrigins: number;
  /** How long such an origin is not asked again, milliseconds. */
  readonly askAgainAfterMs: number;
}

/**
 * HTTP/2 where the server speaks it, HTTP/1.1 elsewhere. A request is never written twice: one that the HTTP/2 transport
 * gives back for want of HTTP/2 has not been written at all.
 */
export function createNegotiatingTransport(parts: NegotiatingTransportParts): HttpTransport {
  const { http2, http1, maxOrigins, askAgainAfterMs } = parts;
  /** Without HTTP/2, until when. In order of discovery. */
  const withoutHttp2 = new Map<string, number>();

  function isWithoutHttp2(origin: string): boolean {
    const untilMs = withoutHttp2.get(origin);
    if (untilMs === undefined) return false;
    if (performance.now() < untilMs) return true;
    withoutHttp2.delete(origin);
    return false;
  }

  function remember(origin: string): void {
    withoutHttp2.delete(origin);
    const oldest = withoutHttp2.size < maxOrigins ? undefined : withoutHttp2.keys().next().value;
    if (oldest !== undefined) withoutHttp2.delete(oldest);
    withoutHttp2.set(origin, performance.now() + askAgainAfterMs);
  }

  return {
    async post(request) {
      if (isWithoutHttp2(request.origin)) return http1.post(request);
      const startedMs = performance.now();
      const result = await http2.post(request);
      if (result.kind !== 'failure' || result.reason !== 'no_http2') return result;
      remember(request.origin);
      const deadlineMs = Math.max(request.deadlineMs - (performance.now() - startedMs), 0);
      return http1.post({ ...request, deadlineMs });
    },
    async close() {
      await Promise.all([http2.close(), http1.close()]);
    },
  };
}
