import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { ApiKeyList } from '@/features/api-keys/api-key-list.tsx';
import { NewApiKey } from '@/features/api-keys/new-api-key.tsx';
import { API_KEY_PAGE_SIZE } from '@/features/api-keys/page-size.ts';
import { getContainer } from '@/server/container.ts';
import { Hydrated, requireAdmin, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'API keys' };

export default async function ApiKeysRoute() {
  await requireAdmin('/api-keys');
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.apiKeys.list.infiniteQueryOptions(
      { limit: API_KEY_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <PageHeader
        title="API keys"
        description="With these, your own servers call this one."
        action={<NewApiKey apiUrl={getContainer().env.PUBLIC_API_URL} />}
      />
      <ApiKeyList />
    </Hydrated>
  );
}
