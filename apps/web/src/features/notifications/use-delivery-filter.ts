'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import {
  type DeliveryFilter,
  deliveryFilterFromQuery,
  deliveryFilterToQuery,
} from '@/features/notifications/delivery-filter.ts';

/** The filter of deliveries, kept in the address without asking the server for the page again. */
export function useDeliveryFilter() {
  const query = useSearchParams();
  const path = usePathname();
  const filter = useMemo(() => deliveryFilterFromQuery(query), [query]);
  const setFilter = useCallback(
    (next: DeliveryFilter) => window.history.replaceState(null, '', path + deliveryFilterToQuery(next)),
    [path],
  );
  return { filter, setFilter };
}
