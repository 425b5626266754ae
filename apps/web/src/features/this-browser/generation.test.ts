import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextGeneration } from './generation.ts';

function memory(initial: string | null) {
  let value = initial;
  return {
    getItem: () => value,
    setItem: (_: string, next: string) => {
      value = next;
    },
  };
}

describe('nextGeneration', () => {
  it('TOK-7: only ever rises, however the clock jumps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4_000_000_000_000 }), { minLength: 2 }), (clock) => {
        const storage = memory(null);
        const generations = clock.map((nowMs) => nextGeneration(storage, nowMs));
        for (const [index, generation] of generations.entries()) {
          expect(Number.isSafeInteger(generation)).toBe(true);
          expect(generation).toBeGreaterThan(generations[index - 1] ?? -1);
          expect(generation).toBeGreaterThanOrEqual(clock[index] ?? 0);
        }
      }),
    );
  });

  it('TOK-7: starts from the clock where storage holds nothing or nonsense', () => {
    for (const stored of [null, '', 'x', 'NaN', '1e999', '1.5']) {
      expect(nextGeneration(memory(stored), 1_700_000_000_000)).toBe(1_700_000_000_000);
    }
  });
});
