import { HttpExchange } from './http-exchange.ts';
import type { HttpTransport } from './http-post.ts';
import type { FailureReason, HttpResult } from './http-result.ts';
import { type OriginPoolSettings, OriginPools } from './origin-pools.ts';
import { isSpecialLiteral } from './special-literal.ts';

export interface HttpTransportSettings extends OriginPoolSettings {
  /** Requests that one origin may have under way or waiting for a socket; one more fails as `busy` at once. */
  readonly maxPendingPerOrigin: number;
  /** Bytes of an answer's body that are read. */
  readonly answerCapBytes: number;
}

/** Over HTTP/1.1: each connection carries one request at a time. */
export function createHttpTransport(settings: HttpTransportSettings): HttpTransport {
  const pools = new OriginPools(settings);
  const testOrigins = new Set(settings.testOrigins);
  let closed = false;

  return {
    post(request) {
      if (closed) return notSent('closed');
      if (!testOrigins.has(request.origin) && isSpecialLiteral(request.origin))
        return notSent('address_refused');
      const target = pools.acquire(request.origin);
      if (target === null || target.pending >= settings.maxPendingPerOrigin) return notSent('busy');

      return new Promise((resolve) => {
        target.pending += 1;
        const exchange = new HttpExchange({
          deadlineMs: request.deadlineMs,
          answerCapBytes: settings.answerCapBytes,
          settle: resolve,
          release: () => {
            target.pending -= 1;
          },
        });
        const { path, headers, body } = request;
        target.pool.dispatch({ path, method: 'POST', headers, body }, exchange);
      });
    },
    async close() {
      closed = true;
      await pools.destroy();
    },
  };
}

function notSent(reason: FailureReason): Promise<HttpResult> {
  return Promise.resolve({ kind: 'failure', reason, requestWritten: false });
}
