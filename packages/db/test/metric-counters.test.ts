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

  it('OBS-1: attempts are kept by time as well, to the same sums, whoever counted them', async () => {
    const counters = createMetricCounters(database);
    const attempts = (provider: string, status: string, value: number) => ({
      name: 'push_notifications_sent_total',
      labels: JSON.stringify({ provider, status }),
      value,
    });
    const deltas = [
      attempts('webpush', 'accepted', 3),
      attempts('fcm', 'throttled', 1),
      attempts('webpush', 'accepted', 2),
      sample('devices_registered_total', 1),
    ];
    await Promise.all(
      Array.from({ length: 10 }, (_, turn) => counters.add(turn % 2 === 0 ? deltas : deltas.toReversed())),
    );
    const { rows } = await database.pool.query(
      `SELECT channel, status, sum(count)::int AS count,
              bool_and(extract(epoch FROM at)::int % 300 = 0 AND at <= now() AND at > now() - interval '10 minutes') AS "isNow"
       FROM outcome_history GROUP BY channel, status ORDER BY channel, status`,
    );
    expect(rows).toEqual([
      { channel: 'fcm', status: 'throttled', count: 10, isNow: true },
      { channel: 'webpush', status: 'accepted', count: 50, isNow: true },
    ]);
    expect(await counters.readAll()).toContainEqual(attempts('webpush', 'accepted', 50));
  });

  it('OBS-1: what cannot be kept by time is not counted either, so that a flush can be repeated', async () => {
    const counters = createMetricCounters(database);
    const before = await counters.readAll();
    const unknown = { name: 'push_notifications_sent_total', labels: '{"provider":"pigeon"}', value: 1 };
    await expect(counters.add([sample('devices_registered_total', 1), unknown])).rejects.toThrow();
    expect(await counters.readAll()).toEqual(before);
  });
});
