const CACHE_NAME = 'offline-page-1';
const OFFLINE_PAGE = '/offline.html';

/** Fetches the offline page anew and drops what earlier releases cached. Rejects when the page cannot be fetched. */
export async function cacheOfflinePage(caches: CacheStorage): Promise<void> {
  const cache = await caches.open(CACHE_NAME);
  await cache.add(new Request(OFFLINE_PAGE, { cache: 'reload' }));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE_NAME).map((name) => caches.delete(name)));
}

/**
 * Answers a navigation from the network, or with the offline page where there is none. Nothing else is ever cached
 * or answered here: the dashboard shows live data, and a stale page would say something untrue.
 */
export async function answerNavigation(
  caches: CacheStorage,
  event: { readonly request: Request; readonly preloadResponse: Promise<unknown> },
): Promise<Response> {
  try {
    const preloaded = await event.preloadResponse;
    return preloaded instanceof Response ? preloaded : await fetch(event.request);
  } catch {
    const cached = await caches.match(OFFLINE_PAGE).catch(() => undefined);
    return cached ?? Response.error();
  }
}
