import { withDeadline } from './deadline.ts';
import { failureOf } from './errors.ts';
import { type KeyValueStorage, readStored, writeStored } from './storage.ts';
import type { CarillonClient, Inputs } from './wire.ts';

/** What the server is told when a person signs out. */
export type Farewell = Inputs['auth']['logout'];

/** More than these were never delivered in months: the oldest sessions have ended by themselves. */
const KEPT = 10;
const ANSWER_LIMIT_MS = 10_000;

/** Keeps it until the server has heard it: signing out must work without a connection too (TOK-13). */
export async function keepFarewell(storage: KeyValueStorage, farewell: Farewell): Promise<void> {
  const kept = await readFarewells(storage);
  await writeStored(storage, 'farewells', [...kept, farewell].slice(-KEPT));
}

/**
 * Tells the server what it has not heard yet. True when nothing is left to tell. A late farewell does not undo what came
 * after it: its generation is older (TOK-7).
 */
export async function deliverFarewells(storage: KeyValueStorage, client: CarillonClient): Promise<boolean> {
  const kept = await readFarewells(storage);
  if (kept.length === 0) return true;
  const told = await Promise.all(kept.map((farewell) => deliver(client, farewell)));
  const left = kept.filter((_, index) => told[index] !== true);
  await writeStored(storage, 'farewells', left);
  return left.length === 0;
}

async function deliver(client: CarillonClient, farewell: Farewell): Promise<boolean> {
  try {
    await withDeadline(ANSWER_LIMIT_MS, (signal) => client.auth.logout.mutate(farewell, { signal }));
    return true;
  } catch (error) {
    const { status } = failureOf(error);
    // Refused for good, it would be refused again.
    return status >= 400 && status < 500 && status !== 429;
  }
}

async function readFarewells(storage: KeyValueStorage): Promise<readonly Farewell[]> {
  const stored = await readStored(storage, 'farewells');
  return Array.isArray(stored) ? stored.filter(isFarewell) : [];
}

function isFarewell(value: unknown): value is Farewell {
  return typeof value === 'object' && value !== null && 'refreshToken' in value;
}
