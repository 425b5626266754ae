import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { failureOf } from '@/wire/failure.ts';

const STALE_MS = 5_000;
const RETRIES_MAX = 2;

/**
 * A cache that tries again what may pass by itself (the network, a database that restarts) and not what will not, and
 * that reports when the session has ended.
 */
export function createQueryClient(on: { readonly onUnauthenticated: () => void }): QueryClient {
  const report = (error: unknown) => {
    if (typeof window !== 'undefined' && failureOf(error).code === 'unauthenticated') on.onUnauthenticated();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: report }),
    mutationCache: new MutationCache({ onError: report }),
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        retry: (count, error) => count < RETRIES_MAX && failureOf(error).isRetryable,
      },
    },
  });
}
