const GENERATION_KEY = 'carillon.generation';

/**
 * The next generation of this browser's registrations (TOK-7): the clock in ms since the epoch, or one more than the
 * last where the clock stands still or went back. Only ever rises, in all tabs together.
 */
export function nextGeneration(storage: Pick<Storage, 'getItem' | 'setItem'>, nowMs: number): number {
  const stored = Number(storage.getItem(GENERATION_KEY));
  const last = Number.isSafeInteger(stored) ? stored : 0;
  const next = Math.max(nowMs, last + 1);
  storage.setItem(GENERATION_KEY, String(next));
  return next;
}
