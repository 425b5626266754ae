import { staleCleanupJob } from '@carillon/notifications/jobs';
import { createQueue } from '@carillon/queue/queue';
import type { SqlExecutor } from '@carillon/queue/sql-executor';
import { createLogger } from '@carillon/runtime/logger';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

describe('worker processes', () => {
  let installation: Installation;
  beforeEach(async () => {
    installation = await createInstallation();
  });
  afterEach(() => installation[Symbol.asyncDispose]());

  it('REG-16: clean up what is stale by the hour, by the ages that are configured, and count it', async () => {
    const { admin, database } = installation;
    const [fresh, stale] = await installation.subscribe(admin, 2);
    await database.pool.query(
      `UPDATE push_tokens SET registered_at = now() - interval '8 days' WHERE device_id = $1`,
      [stale?.deviceId],
    );
    await installation.startWorker({ STALE_WEB_SUBSCRIPTION_DAYS: '7' }).ready();
    const { rows } = await database.pool.query('SELECT cron FROM pgboss.schedule WHERE name = $1', [
      staleCleanupJob.name,
    ]);
    expect(rows).toEqual([{ cron: '37 * * * *' }]);

    await using _ = await makeDue();
    const active = async () =>
      (await database.pool.query('SELECT device_id FROM push_tokens WHERE active')).rows.map(
        ({ device_id }) => device_id,
      );
    await expect.poll(active, { timeout: 30_000 }).toEqual([fresh?.deviceId]);
    const counted = async () =>
      (
        await database.pool.query(
          `SELECT labels, value FROM metric_counters WHERE name = 'devices_stale_removed_total'`,
        )
      ).rows;
    await expect
      .poll(counted, { timeout: 30_000 })
      .toEqual([{ labels: '{"kind":"web_subscription"}', value: 1 }]);
  }, 60_000);

  /** What the schedule does at its time. */
  async function makeDue(): Promise<AsyncDisposable> {
    const { database } = installation;
    const queue = createQueue({
      databaseUrl: database.url,
      jobs: [staleCleanupJob],
      role: 'producer',
      poolSize: 1,
      applicationName: 'test',
      log: createLogger({ name: 'test', level: 'silent' }),
    });
    await queue.start();
    const executor: SqlExecutor = { query: (text, values) => database.pool.query(text, [...values]) };
    await queue.enqueue(staleCleanupJob, [{}], { executor, priority: 'bulk' });
    return { [Symbol.asyncDispose]: () => queue.stop() };
  }
});
