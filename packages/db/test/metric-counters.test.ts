import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMetricCounters } from '../src/repositories/metric-counters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const sample = (name: string, value: number) => ({ name, labels: '{"platform":"web"}', value });

describe('metric counters in the database', () => {
  it('OBS-1: sums what many processes add at once, in opposite orders, without losing or deadlocking', async () => {
    const counters = createMetricCounters(database);
    const deltas = Array.from({ length: 30 }, (_, index) => sample(`total_${index}`, 1));
    await Promise.all(
      Array.from({ length: 20 }, (_, turn) => counters.add(turn % 2 === 0 ? deltas : deltas.toReversed())),
    );
    const totals = await counters.readAll();
    expect(totals).toHaveLength(30);
    expect(new Set(totals.map(({ value }) => value))).toEqual(new Set([20]));
  });

  it('OBS-1: takes one series twice in one flush, fractions, and nothing at all', async () => {
    const counters = createMetricCounters(database);
    await counters.add([]);
    await counters.add([sample('seconds_sum', 0.25), sample('seconds_sum', 1.5)]);
    expect(await counters.readAll()).toContainEqual(sample('seconds_sum', 1.75));
  });
});
