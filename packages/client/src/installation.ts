import { createExclusive } from './exclusive.ts';
import { type KeyValueStorage, readStored, writeStored } from './storage.ts';

export interface InstallationOptions {
  readonly storage: KeyValueStorage;
  /** Makes an id that no other installation has. Needed where there is no `crypto.randomUUID`: `Crypto.randomUUID` of expo-crypto. */
  readonly createId?: () => string;
}

/** This installation of an app, as the server tells it from the person's others (REG-6). */
export interface Installation {
  /** Made once, then the same for as long as the app stays installed. */
  id(): Promise<string>;
  /**
   * The number of the next registration (TOK-7): the clock in ms since the epoch, or one more than the last where the clock
   * stands still or went back. The server refuses what comes with a lower one than it knows.
   */
  nextGeneration(): Promise<number>;
}

/** Both are kept in the app's storage. What signs out must not clear them. */
export function createInstallation({ storage, createId }: InstallationOptions): Installation {
  const exclusive = createExclusive('installation');
  return {
    id: () =>
      exclusive(async () => {
        const stored = await readStored(storage, 'installation');
        if (typeof stored === 'string' && stored !== '') return stored;
        const id = (createId ?? randomId)();
        await writeStored(storage, 'installation', id);
        return id;
      }),
    nextGeneration: () =>
      exclusive(async () => {
        const next = generationAfter(await readStored(storage, 'generation'), Date.now());
        await writeStored(storage, 'generation', next);
        return next;
      }),
  };
}

/** Only ever rises, whatever is stored. */
export function generationAfter(stored: unknown, nowMs: number): number {
  const last = typeof stored === 'number' && Number.isSafeInteger(stored) ? stored : 0;
  return Math.max(nowMs, last + 1);
}

function randomId(): string {
  const id = globalThis.crypto?.randomUUID?.();
  if (id === undefined) {
    throw new TypeError('This platform makes no random ids: give createInstallation a createId');
  }
  return id;
}
