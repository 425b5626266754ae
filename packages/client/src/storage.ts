/**
 * Where an app keeps what has to survive a restart. `localStorage` and React Native's AsyncStorage are ones as they are; for
 * Expo's SecureStore, which calls its functions otherwise: `{getItem: getItemAsync, setItem: setItemAsync, removeItem:
 * deleteItemAsync}`.
 */
export interface KeyValueStorage {
  /** Null when there is none. */
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, value: string): void | Promise<void>;
  removeItem(key: string): void | Promise<void>;
}

/** SecureStore takes letters, digits, dots, dashes and underscores; so these fit every storage. */
export type StorageKey = 'session' | 'farewells' | 'installation' | 'generation' | 'subscription';

/** The value under the key, whatever an earlier release or a person with a debugger wrote; undefined when there is none. */
export async function readStored(storage: KeyValueStorage, key: StorageKey): Promise<unknown> {
  const text = await storage.getItem(nameOf(key));
  if (text === null || text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function writeStored(storage: KeyValueStorage, key: StorageKey, value: unknown): Promise<void> {
  await storage.setItem(nameOf(key), JSON.stringify(value));
}

export async function removeStored(storage: KeyValueStorage, key: StorageKey): Promise<void> {
  await storage.removeItem(nameOf(key));
}

function nameOf(key: StorageKey): string {
  return `carillon.${key}`;
}
