'use client';

import type { AppRouter } from '@carillon/trpc/router';
import { QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import { createQueryClient } from '@/wire/query-client.ts';

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** As many calls as the server takes in one request (API-3). */
const BATCH_CALLS_MAX = 10;

/** The typed client of the dashboard's own endpoint, and the cache of what it answered. */
export function WireProvider({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(() => createQueryClient({ onUnauthenticated: goToSignIn }));
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/api/trpc', maxItems: BATCH_CALLS_MAX })] }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

/** A session that ended elsewhere: a full load, so that nothing of it stays in memory. */
function goToSignIn(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?ended=1&next=${encodeURIComponent(here)}`);
}
