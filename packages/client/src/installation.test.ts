import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStorage } from '../test/memory-storage.ts';
import { createInstallation, generationAfter } from './installation.ts';

describe('installation', () => {
  it('REG-6: has one id, also when it is asked for twice at once and after a restart', async () => {
    const storage = memoryStorage();
    const { id } = createInstallation({ storage });
    const [first, second] = await Promise.all([id(), id()]);
    expect(second).toBe(first);
    expect(await createInstallation({ storage }).id()).toBe(first);
  });

  it('TOK-7: generations only ever rise, also when they are asked for at once', async () => {
    const { nextGeneration } = createInstallation({ storage: memoryStorage() });
    const generations = await Promise.all(Array.from({ length: 20 }, nextGeneration));
    expect(generations).toEqual([...new Set(generations)].toSorted((a, b) => a - b));
  });

  it('TOK-7: a generation is higher than the last, whatever the clock says and whatever is stored', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (last, nowMs) => {
        expect(generationAfter(last, nowMs)).toBeGreaterThan(last);
      }),
    );
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(generationAfter(stored, 1000)).toBeGreaterThanOrEqual(1000);
      }),
    );
  });
});
