import { deliveryStateSchema } from '@carillon/contracts/notifications';
import { figure } from '@/features/notifications/channel-words.ts';
import { DELIVERY_STATES, type DeliveryState } from '@/features/notifications/delivery-words.ts';
import type { Notification } from '@/wire/wire-types.ts';

/** Which deliveries of a notification are listed. */
export interface DeliveryFilter {
  /** Empty: every state. */
  readonly state: DeliveryState | '';
  readonly search: string;
}

const SEARCH_MAX = 100;

/** Reads `?state=failed&q=pixel`; what is not understood counts as absent. */
export function deliveryFilterFromQuery(query: Pick<URLSearchParams, 'get'>): DeliveryFilter {
  return {
    state: deliveryStateSchema.safeParse(query.get('state')).data ?? '',
    search: (query.get('q') ?? '').trim().slice(0, SEARCH_MAX),
  };
}

/** The query of the address for a filter: empty, or with its question mark. */
export function deliveryFilterToQuery({ state, search }: DeliveryFilter): string {
  const query = new URLSearchParams();
  if (state !== '') query.set('state', state);
  if (search.trim() !== '') query.set('q', search.trim().slice(0, SEARCH_MAX));
  return query.size === 0 ? '' : `?${query}`;
}

/** The router's input for a filter. */
export function deliveryFilterToInput({ state, search }: DeliveryFilter) {
  return { ...(state === '' ? {} : { state }), ...(search === '' ? {} : { search }) };
}

/** The states to choose from, each with its devices; a chosen one stays when its last device left it. */
export function stateChoices(counts: Notification['counts'], chosen: DeliveryState | '') {
  const states = (Object.keys(DELIVERY_STATES) as DeliveryState[]).filter(
    (state) => counts[state] > 0 || state === chosen,
  );
  return [
    { value: '' as const, label: `Every state (${figure(counts.total)})` },
    ...states.map((state) => ({
      value: state,
      label: `${DELIVERY_STATES[state].word} (${figure(counts[state])})`,
    })),
  ];
}
