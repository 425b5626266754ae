import { LIMITS } from '@carillon/contracts/limits';

/** What is chosen in a list, by id. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** Where the next range begins: what was ticked or unticked last. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null };

/** REG-14: as many as one call takes. */
export const SELECTION_MAX = LIMITS.bulkDevices;

interface Toggle {
  readonly id: string;
  readonly isChosen: boolean;
  /** Shift was held: everything from the anchor to here becomes as this one. */
  readonly isRange: boolean;
  /** Every id that can be chosen, in the order of the list. */
  readonly order: readonly string[];
}

/** Ticks or unticks one, or a range. What is over {@link SELECTION_MAX} is left out, the last of the list first. */
export function toggled({ ids, anchor }: Selection, { id, isChosen, isRange, order }: Toggle): Selection {
  const next = new Set(ids);
  for (const changed of isRange ? rangeOf(order, anchor, id) : [id]) {
    if (isChosen) next.add(changed);
    else next.delete(changed);
  }
  return { ids: capped(next, order), anchor: id };
}

function rangeOf(order: readonly string[], anchor: string | null, id: string): readonly string[] {
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const to = order.indexOf(id);
  if (from === -1 || to === -1) return [id];
  return order.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** All that is listed, as far as one call takes them. */
export function allOf(order: readonly string[]): Selection {
  return { ids: new Set(order.slice(0, SELECTION_MAX)), anchor: null };
}

function capped(ids: ReadonlySet<string>, order: readonly string[]): ReadonlySet<string> {
  return ids.size <= SELECTION_MAX ? ids : new Set(order.filter((id) => ids.has(id)).slice(0, SELECTION_MAX));
}

/** What is chosen of a list that has changed since: nothing is acted on that is not seen. */
export function chosenOf<Item extends { readonly id: string }>(
  { ids }: Selection,
  items: readonly Item[],
): readonly Item[] {
  return items.filter(({ id }) => ids.has(id));
}

/** "3 of 12 devices selected", for the bar and for screen readers. */
export function selectionText(chosen: number, listed: number): string {
  if (chosen === 0) return 'No devices selected';
  return `${chosen} of ${listed} ${listed === 1 ? 'device' : 'devices'} selected`;
}
