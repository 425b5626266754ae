import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { deviceName } from '@/features/devices/device-identity.ts';
import { DevicePage } from '@/features/devices/device-page.tsx';
import { DEVICE_DELIVERIES_SHOWN } from '@/features/notifications/page-sizes.ts';
import { Hydrated, isHidden, requireViewer, serverQueries } from '@/server/page-data.tsx';

interface DeviceRouteProps {
  readonly params: Promise<{ readonly id: string }>;
}

export async function generateMetadata({ params }: DeviceRouteProps): Promise<Metadata> {
  return { title: deviceName(await readDevice((await params).id)) };
}

export default async function DeviceRoute({ params }: DeviceRouteProps) {
  const { id } = await params;
  const device = await readDevice(id);
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.devices.deliveries.infiniteQueryOptions(
      { id: device.id, limit: DEVICE_DELIVERIES_SHOWN },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <DevicePage id={id} />
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
