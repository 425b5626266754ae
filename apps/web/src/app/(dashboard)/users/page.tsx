import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { UserList } from '@/features/users/user-list.tsx';
import { searchFromQuery, searchToInput } from '@/features/users/user-search.ts';
import { Hydrated, requireAdmin, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Users' };

interface UsersRouteProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function UsersRoute({ searchParams }: UsersRouteProps) {
  await requireAdmin('/users');
  const query = await searchParams;
  const search = searchFromQuery({ get: (name) => [query[name]].flat()[0] ?? null });
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.users.list.infiniteQueryOptions(searchToInput(search), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  return (
    <Hydrated>
      <PageHeader title="Users" description="Everybody with an account on this server." />
      <UserList />
    </Hydrated>
  );
}
