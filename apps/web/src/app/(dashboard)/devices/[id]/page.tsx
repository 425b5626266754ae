import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { deviceName } from '@/features/devices/device-identity.ts';
import { DevicePage } from '@/features/devices/device-page.tsx';
import { DEVICE_DELIVERIES_SHOWN } from '@/features/notifications/page-sizes.ts';
import { getContainer } from '@/server/container.ts';
import { Hydrated, isHidden, requireViewer, serverQueries } from '@/server/page-data.tsx';

interface DeviceRouteProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: DeviceRouteProps): Promise<Metadata> {
  return { title: deviceName(await readDevice((await params).id)) };
}

export default async function DeviceRoute({ params }: DeviceRouteProps) {
  const { id } = await params;
  const viewer = await requireViewer(`/devices/${id}`);
  const device = await readDevice(id);
  const { queryClient, trpc } = await serverQueries();
  const isForeign = device.userId !== null && device.userId !== viewer.id;
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      trpc.devices.deliveries.infiniteQueryOptions(
        { id: device.id, limit: DEVICE_DELIVERIES_SHOWN },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
    ),
    queryClient.prefetchQuery(trpc.devices.preferences.queryOptions({ id: device.id })),
    device.kind === 'agent'
      ? queryClient.prefetchQuery(trpc.devices.activity.queryOptions({ id: device.id }))
      : null,
    isForeign && device.userId !== null
      ? queryClient.prefetchQuery(trpc.users.get.queryOptions({ id: device.userId }))
      : null,
  ]);
  return (
    <Hydrated>
      <DevicePage id={id} apiUrl={getContainer().env.PUBLIC_API_URL} />
    </Hydrated>
  );
}

/** Reads the device into the page's data; asked twice it is read once. */
async function readDevice(id: string) {
  await requireViewer(`/devices/${id}`);
  const { queryClient, trpc } = await serverQueries();
  try {
    return await queryClient.fetchQuery({
      ...trpc.devices.get.queryOptions({ id }),
      staleTime: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    if (isHidden(error)) notFound();
    throw error;
  }
}
