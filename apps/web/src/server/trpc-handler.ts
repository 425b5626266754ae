import { AppError } from '@carillon/contracts/errors';
import { LIMITS } from '@carillon/contracts/limits';
import { toAppError } from '@carillon/trpc/errors';
import { refuseDeepJson } from '@carillon/trpc/json-depth';
import { appRouter } from '@carillon/trpc/router';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getContainer } from '@/server/container.ts';
import { problemResponse, refuseForeign } from '@/server/refuse-foreign.ts';
import { createWebContext } from '@/server/trpc-context.ts';

/** The router for the dashboard's own pages and service worker, in the name of whom the session cookie names. */
export async function handleTrpc(request: Request): Promise<Response> {
  try {
    refuseForeign(request);
    const body = await readJson(request);
    const { url, method, headers } = request;
    refuseDeepJson(body ?? new URL(url).searchParams.get('input') ?? '');
    return await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: body === null ? request : new Request(url, { method, headers, body }),
      router: appRouter,
      createContext: createWebContext,
      maxBatchSize: LIMITS.batchCalls,
      responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
    });
  } catch (error) {
    const appError = toAppError(error);
    if (appError.code === 'internal') getContainer().log.error({ err: error }, 'a request failed');
    return problemResponse(appError);
  }
}

/**
 * The body of a request that has one, read up to the limit (API-3). JSON alone: a form is what a foreign page can send
 * without asking (T-9).
 *
 * @throws {AppError} `unsupported_media_type`, `payload_too_large`
 */
async function readJson(request: Request): Promise<string | null> {
  if (request.method === 'GET' || request.body === null) return null;
  const mediaType = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    throw new AppError('unsupported_media_type', { detail: 'Send the body as application/json.' });
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > LIMITS.bodyBytes) {
      throw new AppError('payload_too_large', { detail: `Expected at most ${LIMITS.bodyBytes} bytes.` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
