'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';
import { type AuditFilters, filtersFromQuery, filtersToHref } from '@/features/audit/audit-filters.ts';

/** The filters, kept in the address without asking the server for the page again. */
export function useAuditFilters(): readonly [AuditFilters, (filters: AuditFilters) => void] {
  const query = useSearchParams();
  const filters = useMemo(() => filtersFromQuery(query), [query]);
  const setFilters = useCallback((next: AuditFilters) => {
    window.history.replaceState(null, '', filtersToHref(next));
  }, []);
  return [filters, setFilters];
}
