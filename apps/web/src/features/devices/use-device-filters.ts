'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { useViewer } from '@/components/frame/viewer.tsx';
import { type DeviceFilters, filtersFor, filtersToHref } from '@/features/devices/device-filters.ts';

/** The filters, kept in the address without asking the server for the page again. */
export function useDeviceFilters(): readonly [DeviceFilters, (filters: DeviceFilters) => void] {
  const query = useSearchParams();
  const { user } = useViewer();
  const filters = useMemo(() => filtersFor(user, query), [user, query]);
  const setFilters = useCallback((next: DeviceFilters) => {
    window.history.replaceState(null, '', filtersToHref(next));
  }, []);
  return [filters, setFilters];
}
