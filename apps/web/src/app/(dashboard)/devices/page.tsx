import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { filtersFromQuery, filtersToInput } from '@/features/devices/device-filters.ts';
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
  await requireViewer('/devices');
  const query = await searchParams;
  const first = (name: string) => [query[name]].flat()[0] ?? null;
  const input = filtersToInput(filtersFromQuery({ get: first }));
  const { queryClient, trpc } = await serverQueries();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      trpc.devices.list.infiniteQueryOptions(input, {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
      }),
    ),
    queryClient.prefetchQuery(trpc.devices.get.queryOptions({ id: await readInstallationId() })),
  ]);
  return (
    <Hydrated>
      <PageHeader title="Devices" description="Where your notifications arrive." />
      <div className="mb-5">
        <ThisBrowser clickOrigins={getContainer().env.CLICK_ORIGINS} />
      </div>
      <DeviceList />
    </Hydrated>
  );
}
