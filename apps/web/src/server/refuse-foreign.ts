import { AppError } from '@carillon/contracts/errors';
import { isSameOrigin } from '@/security/same-origin.ts';
import { getContainer } from '@/server/container.ts';

/**
 * Lets reads pass, and of everything else only what a page of ours sent (T-9).
 *
 * @throws {AppError} `forbidden`
 */
export function refuseForeign(request: Request): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { headers } = request;
  const source = {
    origin: headers.get('origin'),
    secFetchSite: headers.get('sec-fetch-site'),
    host: headers.get('host'),
  };
  if (isSameOrigin(source, getContainer().env.PUBLIC_WEB_URL)) return;
  throw new AppError('forbidden', { detail: 'Changes are only taken from pages of this dashboard.' });
}

/** An error as an answer of an address that has no procedures. */
export function problemResponse(error: AppError): Response {
  return Response.json(
    { status: error.status, code: error.code, detail: error.message },
    {
      status: error.status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    },
  );
}
