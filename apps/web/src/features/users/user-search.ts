const SEARCH_MAX = 100;

export const USER_PAGE_SIZE = 25;

/** Reads `?q=ada`. */
export function searchFromQuery(query: Pick<URLSearchParams, 'get'>): string {
  return (query.get('q') ?? '').trim().slice(0, SEARCH_MAX).trim();
}

/** The address of the list that a search finds. */
export function searchToHref(search: string): string {
  const trimmed = search.trim().slice(0, SEARCH_MAX).trim();
  return trimmed === '' ? '/users' : `/users?${new URLSearchParams({ q: trimmed })}`;
}

/** The router's input for it. */
export function searchToInput(search: string) {
  return { limit: USER_PAGE_SIZE, ...(search === '' ? {} : { search }) };
}
