import type { Role } from '@carillon/contracts/accounts';
import { type ListDevicesInput, tagSchema } from '@carillon/contracts/devices';
import { userIdSchema } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';

export type StatusFilter = ListDevicesInput['status'];
export type KindFilter = 'all' | 'push' | 'agent';
/** Whose devices: one's own, everybody's, or those of the person with this id. The latter two are for administrators. */
export type OwnerFilter = 'own' | NonNullable<ListDevicesInput['userId']>;

/** What the list of devices shows, as the address says it. */
export interface DeviceFilters {
  readonly status: StatusFilter;
  readonly kind: KindFilter;
  /** Empty: any or none. */
  readonly tag: string;
  /** Empty: everything. */
  readonly search: string;
  readonly owner: OwnerFilter;
}

export const STATUS_FILTERS: ReadonlyArray<{ readonly value: StatusFilter; readonly label: string }> = [
  { value: 'all', label: 'All' },
  { value: 'active', label: 'Active' },
  { value: 'revoked', label: 'Revoked' },
];

export const KIND_FILTERS: ReadonlyArray<{ readonly value: KindFilter; readonly label: string }> = [
  { value: 'all', label: 'Every kind' },
  { value: 'push', label: 'Push' },
  { value: 'agent', label: 'Agents' },
];

export const NO_FILTERS: DeviceFilters = { status: 'all', kind: 'all', tag: '', search: '', owner: 'own' };

const SEARCH_MAX = LIMITS.deviceNameLength;

/**
 * Reads `?status=revoked&kind=agent&tag=backup&q=desk&user=all`; what is not understood counts as absent, so that an old
 * link still opens.
 */
export function filtersFromQuery(query: Pick<URLSearchParams, 'get'>): DeviceFilters {
  return {
    status: filterOf(STATUS_FILTERS, query.get('status')),
    kind: filterOf(KIND_FILTERS, query.get('kind')),
    tag: tagSchema.safeParse(query.get('tag')).data ?? '',
    search: (query.get('q') ?? '').trim().slice(0, SEARCH_MAX).trim(),
    owner: ownerFromQuery(query.get('user')),
  };
}

/** As {@link filtersFromQuery}, for who looks: only administrators see the devices of others. */
export function filtersFor(
  viewer: { readonly id: string; readonly role: Role },
  query: Pick<URLSearchParams, 'get'>,
): DeviceFilters {
  const filters = filtersFromQuery(query);
  return viewer.role === 'admin' && filters.owner !== viewer.id ? filters : { ...filters, owner: 'own' };
}

function filterOf<Value extends string>(
  filters: ReadonlyArray<{ readonly value: Value }>,
  given: string | null,
): Value | 'all' {
  return filters.find(({ value }) => value === given)?.value ?? 'all';
}

function ownerFromQuery(given: string | null): OwnerFilter {
  return given === 'all' ? 'all' : (userIdSchema.safeParse(given).data ?? 'own');
}

/** The address of a filtered list; what is at its default is left out. */
export function filtersToHref({ status, kind, tag, search, owner }: DeviceFilters): string {
  const query = new URLSearchParams();
  if (owner !== 'own') query.set('user', owner);
  if (status !== 'all') query.set('status', status);
  if (kind !== 'all') query.set('kind', kind);
  if (tag !== '') query.set('tag', tag);
  const text = search.trim().slice(0, SEARCH_MAX).trim();
  if (text !== '') query.set('q', text);
  return query.size === 0 ? '/devices' : `/devices?${query}`;
}

/** Whether anything but whose devices they are narrows the list. */
export function isNarrowed({ status, kind, tag, search }: DeviceFilters): boolean {
  return status !== 'all' || kind !== 'all' || tag !== '' || search !== '';
}

/** Why a narrowed list is empty: "Nothing matches “desk” among revoked agents with the tag “backup”." */
export function noMatchText({ status, kind, tag, search }: DeviceFilters): string {
  const what = kind === 'agent' ? 'agents' : kind === 'push' ? 'browsers and apps' : 'devices';
  const tagged = tag === '' ? '' : ` with the tag “${tag}”`;
  const among = `${status === 'all' ? '' : `${status} `}${what}${tagged}`;
  return search === ''
    ? `There are no ${among}.`
    : `Nothing matches “${search}”${among === 'devices' ? '' : ` among ${among}`}.`;
}

export const DEVICE_PAGE_SIZE = 25;

/** The router's input for a filtered list. */
export function filtersToInput({ status, kind, tag, search, owner }: DeviceFilters) {
  return {
    status,
    limit: DEVICE_PAGE_SIZE,
    ...(kind === 'all' ? {} : { kind }),
    ...(tag === '' ? {} : { tag }),
    ...(search === '' ? {} : { search }),
    ...(owner === 'own' ? {} : { userId: owner }),
  };
}
