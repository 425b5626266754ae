import { describe, expect, it } from 'vitest';
import { createOutcomeSample } from './outcome-sample.ts';
import type { WindowCounts } from './ports.ts';

const well = (total: number): WindowCounts => ({
  scope: 'webpush:provider',
  total,
  invalid: 0,
  config: 0,
  failing: 0,
  mismatched: 0,
});

function setUp() {
  const clock = { nowMs: 0 };
  const added: WindowCounts[][] = [];
  const sample = createOutcomeSample({
    windows: {
      add: async (counts) => {
        added.push([...counts]);
        return [...counts];
      },
    },
    maxAgeMs: 1_000,
    maxOutcomes: 100,
    monotonicMs: () => clock.nowMs,
  });
  return { clock, added, sample };
}

describe('createOutcomeSample', () => {
  it('keeps back what is well until it is old or much', async () => {
    const { clock, added, sample } = setUp();
    expect(await sample.add([well(10)])).toEqual([]);
    expect(await sample.add([well(20)])).toEqual([]);
    clock.nowMs = 1_000;
    await sample.add([well(5)]);
    expect(added).toEqual([[well(35)]]);
    await sample.add([well(99)]);
    await sample.add([well(1)]);
    expect(added[1]).toEqual([well(100)]);
  });

  it('DIS-6: adds everything at once when something failed, so that it is judged by all that went well, too', async () => {
    const { added, sample } = setUp();
    await sample.add([well(30)]);
    const invalid = { ...well(2), invalid: 1 };
    expect(await sample.add([invalid])).toEqual([{ ...well(32), invalid: 1 }]);
    expect(added).toHaveLength(1);
  });
});
