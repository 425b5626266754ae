import { LIMITS } from '@carillon/contracts/limits';

export type StatusFilter = 'all' | 'active' | 'revoked';

/** What the list of devices shows, as the address says it. */
export interface DeviceFilters {
  readonly status: StatusFilter;
  /** Empty: everything. */
  readonly search: string;
}

export const STATUS_FILTERS: ReadonlyArray<{ readonly value: StatusFilter; readonly label: string }> = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'revoked', label: 'Revoked' },
];

const SEARCH_MAX = LIMITS.deviceNameLength;

/** Reads `?status=revoked&q=desk`; what is not understood counts as absent, so that an old link still opens. */
export function filtersFromQuery(query: Pick<URLSearchParams, 'get'>): DeviceFilters {
  const status = STATUS_FILTERS.find(({ value }) => value === query.get('status'))?.value ?? 'all';
  return { status, search: (query.get('q') ?? '').trim().slice(0, SEARCH_MAX) };
}

/** The address of a filtered list; what is at its default is left out. */
export function filtersToHref({ status, search }: DeviceFilters): string {
  const query = new URLSearchParams();
  if (status !== 'all') query.set('status', status);
  if (search.trim() !== '') query.set('q', search.trim().slice(0, SEARCH_MAX));
  return query.size === 0 ? '/devices' : `/devices?${query}`;
}

export const DEVICE_PAGE_SIZE = 25;

/** The router's input for a filtered list. */
export function filtersToInput({ status, search }: DeviceFilters) {
  return { status, limit: DEVICE_PAGE_SIZE, ...(search === '' ? {} : { search }) };
}
