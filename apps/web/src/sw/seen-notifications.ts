/** The ids of notifications that this browser has shown, oldest first. */
export type SeenIds = readonly string[];

/**
 * How many ids are kept. A repeat comes from a crash while a chunk was in flight, seconds after the first; 500
 * messages to one browser in that time are far beyond what a person reads.
 */
export const MAX_SEEN_IDS = 500;

/** `seen` with `id` as its newest, at most `limit` long: the oldest are forgotten first. */
export function rememberSeen(seen: SeenIds, id: string, limit: number): SeenIds {
  return [...seen.filter((known) => known !== id), id].slice(-limit);
}

/** Reads what was stored; anything that is not a list of ids counts as nothing seen. */
export function toSeenIds(stored: unknown): SeenIds {
  return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string') : [];
}
