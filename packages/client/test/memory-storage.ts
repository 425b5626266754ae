import type { KeyValueStorage } from '../src/storage.ts';

/** As React Native's storages are: asynchronous. */
export function memoryStorage(entries: Map<string, string> = new Map()): KeyValueStorage {
  return {
    getItem: async (key) => entries.get(key) ?? null,
    setItem: async (key, value) => void entries.set(key, value),
    removeItem: async (key) => void entries.delete(key),
  };
}
