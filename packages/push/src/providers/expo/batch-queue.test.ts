import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchQueue } from './batch-queue.ts';

/** A queue whose batches end when the test says so. */
function controlled(options: { maxItems: number; batchesAtOnce: number; lingerMs: number }) {
  const batches: (readonly number[])[] = [];
  const endings: (() => void)[] = [];
  const queue = createBatchQueue<number>({
    ...options,
    run: (items) => {
      batches.push(items);
      return new Promise((resolve) => endings.push(resolve));
    },
  });
  return {
    queue,
    batches,
    /** Ends the batches that run; those that could follow run then. */
    async endAll() {
      for (const end of endings.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
    running: () => endings.length,
  };
}

const NEVER_MS = 3_600_000;

describe('createBatchQueue', () => {
  it('DIS-10: a full batch leaves at once; one that is not waits for company', async () => {
    const { queue, batches } = controlled({ maxItems: 3, batchesAtOnce: 9, lingerMs: NEVER_MS });
    for (const item of [1, 2, 3, 4]) queue.add(item);
    expect(batches).toEqual([[1, 2, 3]]);
    queue.add(5);
    queue.add(6);
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  it('DIS-10: nobody waits for company for ever', async () => {
    const { queue, batches } = controlled({ maxItems: 3, batchesAtOnce: 1, lingerMs: 1 });
    queue.add(1);
    await expect.poll(() => batches).toEqual([[1]]);
    queue.add(2);
  });

  it('DIS-10: a batch that is handed in as it is goes before what waits', async () => {
    const { queue, batches, endAll } = controlled({ maxItems: 2, batchesAtOnce: 1, lingerMs: NEVER_MS });
    for (const item of [1, 2, 3, 4]) queue.add(item);
    queue.addBatch([9]);
    await endAll();
    await endAll();
    expect(batches).toEqual([[1, 2], [9], [3, 4]]);
  });

  it('DIS-1: each item runs once, in order, within the limits, however they come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        async (arrivals, maxItems, batchesAtOnce) => {
          const control = controlled({ maxItems, batchesAtOnce, lingerMs: 1 });
          let added = 0;
          for (const count of arrivals) {
            for (let item = 0; item < count; item += 1) control.queue.add(added++);
            expect(control.running()).toBeLessThanOrEqual(batchesAtOnce);
            await control.endAll();
          }
          while (control.batches.flat().length < added) await control.endAll();
          expect(control.batches.flat()).toEqual(Array.from({ length: added }, (_, index) => index));
          for (const batch of control.batches) expect(batch.length).toBeLessThanOrEqual(maxItems);
        },
      ),
      { numRuns: 50 },
    );
  });
});
