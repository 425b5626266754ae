/** What the worker and the pages of this browser remember together. Each key holds one value. */
export type StateKey = 'seen' | 'subscription';

const DATABASE_NAME = 'carillon';
const STORE_NAME = 'state';
/** IndexedDB can hang where storage is damaged or blocked; a notification must not wait for it. */
const TIMEOUT_MS = 2000;

/** The value under `key`, undefined when there is none. Rejects when storage cannot be used. */
export function readState(key: StateKey): Promise<unknown> {
  return updateState(key, (value) => value);
}

/**
 * Replaces the value under `key` by `change(value)` in one transaction, so that two pushes at once lose neither's
 * change, and resolves with it. Undefined deletes. Rejects when storage cannot be used or does not answer in 2 s.
 */
export async function updateState<Value>(key: StateKey, change: (value: unknown) => Value): Promise<Value> {
  const database = await withTimeout(openDatabase(), (late) => late.close());
  try {
    return await withTimeout(changeIn(database, key, change), () => undefined);
  } finally {
    database.close();
  }
}

function changeIn<Value>(
  database: IDBDatabase,
  key: StateKey,
  change: (value: unknown) => Value,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE_NAME, 'readwrite');
    const store = transaction.objectStore(STORE_NAME);
    const read = store.get(key);
    let changed: { readonly value: Value } | undefined;
    read.onsuccess = () => {
      const value = change(read.result);
      changed = { value };
      if (value === undefined) store.delete(key);
      else if (value !== read.result) store.put(value, key);
    };
    transaction.oncomplete = () => {
      if (changed === undefined) reject(new Error('Nothing was read'));
      else resolve(changed.value);
    };
    transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted'));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE_NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE_NAME);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The database did not open'));
  });
}

/** `onLate` gets what arrives after the time was up, so that it can be let go of. */
function withTimeout<Value>(promise: Promise<Value>, onLate: (value: Value) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error('Storage did not answer in time'));
    }, TIMEOUT_MS);
    promise.then(
      (value) => {
        clearTimeout(timer);
        if (isLate) onLate(value);
        else resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
