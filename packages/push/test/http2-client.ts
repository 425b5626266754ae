import type { HttpResult } from '../src/providers/transport/http-result.ts';
import {
  createHttp2Transport,
  type Http2TransportSettings,
} from '../src/providers/transport/http2-transport.ts';
import type { Http2Server } from './http2-server.ts';

export const MINUTE_MS = 60_000;

/** A transport that trusts these servers, and resolves no names. */
export function http2TransportFor(
  servers: readonly Pick<Http2Server, 'origin' | 'caPem'>[],
  changes: Partial<Http2TransportSettings> = {},
) {
  const transport = createHttp2Transport({
    maxPendingPerOrigin: 1_000,
    maxStreamsPerSession: 1_000,
    sessionsPerOrigin: 1,
    maxOrigins: 4,
    answerCapBytes: 1_024,
    connectTimeoutMs: 5_000,
    idleTimeoutMs: MINUTE_MS,
    pingIntervalMs: MINUTE_MS,
    pingTimeoutMs: MINUTE_MS,
    lookup: () => {
      throw new Error('No names are resolved in this test');
    },
    testOrigins: servers.map((server) => server.origin),
    testCaPem: servers[0]?.caPem ?? null,
    ...changes,
  });
  return Object.assign(transport, { [Symbol.asyncDispose]: () => transport.close() });
}

export function aPost(origin: string, path: string, deadlineMs = MINUTE_MS) {
  return { origin, path, headers: { 'x-a': 'b' }, body: Buffer.from('body'), deadlineMs };
}

/** The status, or why there was none and whether the request may have been processed. */
export function summaryOf(result: HttpResult): string {
  if (result.kind === 'answer') return String(result.status);
  return `${result.reason}${result.requestWritten ? ', written' : ''}`;
}
