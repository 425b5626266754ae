import type { KeyValueStorage } from '@carillon/client/storage';
import type { LiveApi } from './live-api.ts';

/** An app's storage; `entries` is what a restart of the app finds. */
export function memoryStorage(entries: Map<string, string>): KeyValueStorage {
  return {
    getItem: async (key) => entries.get(key) ?? null,
    setItem: async (key, value) => void entries.set(key, value),
    removeItem: async (key) => void entries.delete(key),
  };
}

/** The way to the API, which can be cut, and counts what is called on it. */
export function watchedFetch() {
  const calls: string[] = [];
  const state = { isCut: false };
  const watched: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    if (state.isCut) throw new TypeError('fetch failed');
    calls.push(...pathname.replace('/trpc/', '').split(','));
    return await fetch(input, init);
  };
  const count = (procedure: string): number => calls.filter((called) => called === procedure).length;
  return { fetch: watched, calls, count, state };
}

/** How many push tokens the server would send to on an installation. */
export async function activeTokensOf({ database }: LiveApi, installationId: string): Promise<number> {
  return await database.prisma.pushToken.count({ where: { active: true, device: { installationId } } });
}
