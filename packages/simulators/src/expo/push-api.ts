import { ClientGoneError, type Exchange } from '../exchange.ts';
import type { HitLedger } from '../hit-ledger.ts';
import { errorAnswer } from './answers.ts';
import type { ReceiptEndpoint } from './receipt-endpoint.ts';
import { readJsonBody } from './request-body.ts';
import type { SendEndpoint } from './send-endpoint.ts';

const SEND_PATH = '/--/api/v2/push/send';
const RECEIPTS_PATH = '/--/api/v2/push/getReceipts';

export type PushApiOptions = {
  send: SendEndpoint;
  receipts: ReceiptEndpoint;
  /** Of the two endpoints, for the requests that are open. */
  hits: HitLedger;
  receiptHits: HitLedger;
  /** Milliseconds since the epoch. */
  now: () => number;
};

/** Answers one request to Expo's push API: https://docs.expo.dev/push-notifications/sending-notifications/#http2-api */
export async function handlePushApi(exchange: Exchange, options: PushApiOptions): Promise<void> {
  try {
    await route(exchange, options);
  } catch (error) {
    // It went away before what it asks for could be read, so that there is nothing to record.
    if (!(error instanceof ClientGoneError)) throw error;
  }
}

async function route(exchange: Exchange, options: PushApiOptions): Promise<void> {
  const { path } = exchange;
  const isSend = path === SEND_PATH;
  if (!isSend && path !== RECEIPTS_PATH)
    return exchange.send(errorAnswer(404, { code: 'NOT_FOUND', message: `There is no ${path} here` }));
  if (exchange.method !== 'POST')
    return exchange.send(errorAnswer(405, { code: 'METHOD_NOT_ALLOWED', message: 'Send with POST' }));
  const atMs = options.now();
  (isSend ? options.hits : options.receiptHits).opened(exchange.gone);
  const body = await readJsonBody(exchange);
  if (!body.ok)
    return exchange.send(errorAnswer(body.status, { code: 'VALIDATION_ERROR', message: body.reason }));
  return (isSend ? options.send : options.receipts).handle(exchange, body.json, atMs);
}

/** Lets in who has the token, or everybody when there is none. */
export function accessCheck(accessToken: string | null) {
  return (exchange: Exchange) =>
    accessToken === null || exchange.header('authorization') === `Bearer ${accessToken}`
      ? null
      : errorAnswer(401, { code: 'UNAUTHORIZED', message: 'The access token is missing or not valid' });
}
