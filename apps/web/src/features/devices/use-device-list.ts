'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useViewer } from '@/components/frame/viewer.tsx';
import { type DeviceFilters, filtersToInput } from '@/features/devices/device-filters.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

const REFRESH_MS = 15_000;

/** The devices that the filters let through, this browser's first. */
export function useDeviceList(filters: DeviceFilters) {
  const trpc = useTRPC();
  const { installationId } = useViewer();
  const list = useInfiniteQuery(
    trpc.devices.list.infiniteQueryOptions(filtersToInput(filters), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_MS,
      placeholderData: (previous) => previous,
    }),
  );
  // Asked for by itself, because it may stand on any page of the list.
  const own = useQuery(
    trpc.devices.get.queryOptions({ id: installationId }, { refetchInterval: REFRESH_MS }),
  );
  const listed = list.data?.pages.flatMap((page) => page.devices);
  const first = own.isError ? undefined : own.data;
  return {
    list,
    devices: listed === undefined ? undefined : withFirst(listed, { first, filters }),
    installationId,
  };
}

function withFirst(
  listed: readonly Device[],
  { first, filters }: { readonly first: Device | undefined; readonly filters: DeviceFilters },
): readonly Device[] {
  const found = listed.find((device) => device.id === first?.id);
  // A search says what to show; only the server knows whether this browser is among it.
  const fits =
    filters.owner === 'own' &&
    filters.search === '' &&
    (filters.tag === '' || first?.tags.includes(filters.tag) === true) &&
    (filters.kind === 'all' || filters.kind === first?.kind) &&
    (filters.status === 'all' || filters.status === first?.status);
  const shown = found ?? (fits ? first : undefined);
  return shown === undefined ? listed : [shown, ...listed.filter((device) => device.id !== shown.id)];
}
