import { lookup } from 'node:dns';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { TRANSPORT_BOUNDS } from '../transport/bounds.ts';
import type { HttpResult } from '../transport/http-result.ts';
import { createHttpTransport } from '../transport/http-transport.ts';
import type { ExpoSettings } from './settings.ts';

/** https://docs.expo.dev/push-notifications/sending-notifications/#http2-api */
export const SEND_PATH = '/--/api/v2/push/send';
export const RECEIPTS_PATH = '/--/api/v2/push/getReceipts';

/** Requests under way at once in this process, as Expo asks: five with messages, and one that asks for receipts. */
export const SENDS_AT_ONCE = 5;
const REQUESTS_AT_ONCE = SENDS_AT_ONCE + 1;

/** T-3: a hundred tickets or a thousand receipts are some hundred KiB, also when each carries Apple's or Google's words. */
const ANSWER_CAP_BYTES = 2 * 1024 * 1024;
const IDLE_TIMEOUT_MS = 30_000;
/** What Expo's own client takes as worth compressing. */
const COMPRESS_FROM_BYTES = 1024;

const compress = promisify(gzip);

/** One POST of JSON to Expo's push API, with one deadline over all of it. Never rejects for what a network can do. */
export interface ExpoApi {
  post(path: typeof SEND_PATH | typeof RECEIPTS_PATH, body: unknown, deadlineMs: number): Promise<HttpResult>;
  /** Cuts every connection; requests under way end as a failure `closed`. */
  close(): Promise<void>;
}

export function createExpoApi(settings: ExpoSettings): ExpoApi {
  const { origin } = new URL(settings.baseUrl);
  const authorization: Record<string, string> =
    settings.accessToken === null ? {} : { authorization: `Bearer ${settings.accessToken}` };
  const transport = createHttpTransport({
    // The one origin, named by the operator: no device chooses it, so that nothing has to be guarded.
    testOrigins: [origin],
    testCaPem: settings.testCaPem,
    lookup,
    maxOrigins: 1,
    connectionsPerOrigin: REQUESTS_AT_ONCE,
    // Requests that were given up hold their place until their connection is cut.
    maxPendingPerOrigin: 4 * REQUESTS_AT_ONCE,
    ...TRANSPORT_BOUNDS,
    answerCapBytes: ANSWER_CAP_BYTES,
    idleTimeoutMs: IDLE_TIMEOUT_MS,
  });

  return {
    post: async (path, body, deadlineMs) => {
      const startedMs = performance.now();
      const json = Buffer.from(JSON.stringify(body), 'utf8');
      const isLarge = json.length > COMPRESS_FROM_BYTES;
      return transport.post({
        origin,
        path,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(isLarge ? { 'content-encoding': 'gzip' } : {}),
          ...authorization,
        },
        body: isLarge ? await compress(json) : json,
        deadlineMs: Math.max(deadlineMs - (performance.now() - startedMs), 0),
      });
    },
    close: () => transport.close(),
  };
}
