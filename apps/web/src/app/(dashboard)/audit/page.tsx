import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { filtersFromQuery, filtersToInput } from '@/features/audit/audit-filters.ts';
import { AuditList } from '@/features/audit/audit-list.tsx';
import { Hydrated, requireAdmin, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Audit log' };

interface AuditRouteProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function AuditRoute({ searchParams }: AuditRouteProps) {
  await requireAdmin('/audit');
  const query = await searchParams;
  const filters = filtersFromQuery({ get: (name) => [query[name]].flat()[0] ?? null });
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filtersToInput(filters), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  return (
    <Hydrated>
      <PageHeader
        title="Audit log"
        description="Who did what to what. Nobody can change it, and it stays when accounts go."
      />
      <AuditList />
    </Hydrated>
  );
}
