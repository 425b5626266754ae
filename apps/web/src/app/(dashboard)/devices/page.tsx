import type { UserView } from '@carillon/contracts/accounts';
import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { NewAgent } from '@/features/agents/new-agent.tsx';
import { type DeviceFilters, filtersFor, filtersToInput } from '@/features/devices/device-filters.ts';
import { DeviceList } from '@/features/devices/device-list.tsx';
import { ThisBrowser } from '@/features/this-browser/this-browser.tsx';
import { getContainer } from '@/server/container.ts';
import { readInstallationId } from '@/server/installation.ts';
import { Hydrated, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Devices' };

interface DevicesPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function DevicesPage({ searchParams }: DevicesPageProps) {
  const viewer = await requireViewer('/devices');
  const query = await searchParams;
  const filters = filtersFor(viewer, { get: (name: string) => [query[name]].flat()[0] ?? null });
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    readList(viewer, filters),
    queryClient.prefetchQuery(trpc.devices.get.queryOptions({ id: await readInstallationId() })),
  ]);
  const { env } = getContainer();
  const isNewAsked = query.new === 'agent';
  return (
    <Hydrated>
      <PageHeader
        title="Devices"
        description="Where your notifications arrive."
        action={<NewAgent key={String(isNewAsked)} apiUrl={env.PUBLIC_API_URL} isOpenAtFirst={isNewAsked} />}
      />
      <DeviceList thisBrowser={<ThisBrowser clickOrigins={env.CLICK_ORIGINS} />} />
    </Hydrated>
  );
}

/** The first page of the list and, where it holds other people's devices, who they are. */
async function readList(viewer: UserView, filters: DeviceFilters): Promise<void> {
  const { queryClient, trpc } = await serverQueries();
  const options = trpc.devices.list.infiniteQueryOptions(filtersToInput(filters), {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
  await queryClient.prefetchInfiniteQuery(options);
  if (filters.owner === 'own') return;
  const listed = queryClient.getQueryData(options.queryKey)?.pages.flatMap(({ devices }) => devices) ?? [];
  const owners = new Set(listed.map(({ userId }) => userId).filter((id) => id !== null && id !== viewer.id));
  if (filters.owner !== 'all') owners.add(filters.owner);
  await Promise.all(
    [...owners].map((id) =>
      id === null ? null : queryClient.prefetchQuery(trpc.users.get.queryOptions({ id })),
    ),
  );
}
