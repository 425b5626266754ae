import { LIMITS } from '@carillon/contracts/limits';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import type { AppRouter } from './app-router.ts';
import { authorizationOf, type Credentials } from './credentials.ts';
import { renewingLink } from './renewing-link.ts';
import { trpcAddress } from './server-address.ts';
import type { CarillonClient } from './wire.ts';

export interface ClientOptions {
  /** Where the server answers: `https://bells.example.com`, with a path where it stands behind one. */
  readonly url: string;
  /** A session (`createSession`), or an API key or access token as text. Absent: calls carry none. */
  readonly credentials?: Credentials | string;
  /** Instead of the platform's own. */
  readonly fetch?: typeof fetch;
}

/**
 * The typed client of a Carillon server: each procedure of its router with what it takes and answers. Calls of the same moment
 * travel in one request, ten at the most, as the server takes them.
 *
 * Calls reject with a `TRPCClientError`; `failureOf` (`@carillon/client/errors`) reads it.
 *
 * @throws {TypeError} when `url` is not an http(s) address
 */
export function createCarillonClient({ url, credentials, fetch }: ClientOptions): CarillonClient {
  return createTRPCClient<AppRouter>({
    links: [
      renewingLink(credentials),
      httpBatchLink({
        url: trpcAddress(url),
        maxItems: LIMITS.batchCalls,
        headers: () => authorizationOf(credentials),
        ...(fetch !== undefined && { fetch: (address, init) => fetch(address, init as RequestInit) }),
      }),
    ],
  });
}
