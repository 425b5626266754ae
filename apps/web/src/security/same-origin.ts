/** What a request says about where it comes from. */
export interface RequestSource {
  readonly origin: string | null;
  readonly secFetchSite: string | null;
  readonly host: string | null;
}

/**
 * Whether a request that changes something was made by a page of ours (T-9). Every browser sends Origin with a POST, and
 * the current ones Sec-Fetch-Site; both must agree. A request without either is refused: it carries a cookie, and only
 * browsers have cookies.
 *
 * @param publicOrigin the dashboard's own origin, for when a proxy in front rewrites Host
 */
export function isSameOrigin(source: RequestSource, publicOrigin: string): boolean {
  if (source.secFetchSite !== null && source.secFetchSite !== 'same-origin') return false;
  if (source.origin === null || !URL.canParse(source.origin)) return false;
  return source.origin === publicOrigin || new URL(source.origin).host === source.host;
}
