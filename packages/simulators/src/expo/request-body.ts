import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Exchange } from '../exchange.ts';

/** Of a request as it comes, and of what is in it. */
export const MAX_REQUEST_BYTES = 1024 * 1024;
const MAX_UNPACKED_BYTES = 8 * 1024 * 1024;

const unpack = promisify(gunzip);

export type BodyResult = { ok: true; json: unknown } | { ok: false; status: 400 | 413 | 415; reason: string };

/** Reads JSON, gzip or plain. */
export async function readJsonBody(exchange: Exchange): Promise<BodyResult> {
  const { body, tooLarge } = await exchange.readBody(MAX_REQUEST_BYTES);
  if (tooLarge) return { ok: false, status: 413, reason: 'The request is too large' };
  if (!/^application\/json\b/.test(exchange.header('content-type') ?? ''))
    return { ok: false, status: 415, reason: 'Send Content-Type: application/json' };
  try {
    const isPacked = exchange.header('content-encoding') === 'gzip';
    const bytes = isPacked ? await unpack(body, { maxOutputLength: MAX_UNPACKED_BYTES }) : body;
    return { ok: true, json: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return { ok: false, status: 400, reason: 'The body is not JSON' };
  }
}
