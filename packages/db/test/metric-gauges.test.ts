import { BREAKER } from '@carillon/push/dispatch/breaker';
import { createDevice, createUser } from '@carillon/testing/factories';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createMetricGauges } from '../src/repositories/metric-gauges.ts';
import { createGateStore } from '../src/repositories/scope-gates.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

describe('gauges', () => {
  it('OBS-1: tell how long the oldest delivery has been due, and which ways are closed', async () => {
    const gauges = createMetricGauges(database);
    expect(await gauges.readLedger()).toEqual([
      { name: 'deliveries_oldest_due_age_seconds', labels: {}, value: 0 },
    ]);
    const { id: userId } = await createUser(database, { role: 'member' });
    const devices = [
      await createDevice(database, { userId, platform: 'web' }),
      await createDevice(database, { userId, platform: 'web' }),
    ];
    await database.pool.query(
      `INSERT INTO notifications (id, kind, status, audience, message, priority, ttl_seconds, expires_at)
       VALUES ($1, 'message', 'sending', '{}', '{}', 'normal', 0, now())`,
      [userId],
    );
    await database.pool.query(
      `INSERT INTO deliveries (notification_id, device_id, channel, next_attempt_at)
       VALUES ($1, $2, 'webpush', now() - interval '90 seconds'), ($1, $3, 'webpush', now() + interval '1 hour')`,
      [userId, ...devices],
    );
    const gates = createGateStore(database, BREAKER);
    await gates.close({ scope: 'a', closedMs: 60_000, reason: 'throttled' });
    await gates.trip({ scope: 'b', reason: 'server_failing' });
    await gates.close({ scope: 'over', closedMs: 0, reason: 'throttled' });
    const [age, ...closed] = await gauges.readLedger();
    expect(age?.value).toBeGreaterThanOrEqual(90);
    expect(age?.value).toBeLessThan(120);
    expect(closed).toHaveLength(2);
    expect(closed).toEqual(
      expect.arrayContaining([
        { name: 'scope_gates_closed', labels: { reason: 'throttled' }, value: 1 },
        { name: 'scope_gates_closed', labels: { reason: 'server_failing' }, value: 1 },
      ]),
    );
  });
});
