import { NOTIFICATION_JOBS } from '@carillon/notifications/jobs';
import { createQueue } from '@carillon/queue/queue';
import { createLogger } from '@carillon/runtime/logger';
import { expect, it } from 'vitest';
import { expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';

const POSTS = 100;
const RUNS = 10;
const DEVICES = scaled({ short: 1_000, long: 20_000 });

it(`F-8: ${POSTS} equal POSTs at two API processes: 1 notification, 1 hit a device`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 2 });
  await installation.seed(2);
  await Promise.all([installation.startWorker().ready(), installation.startWorker().ready()]);
  const answers = await Promise.all(
    Array.from({ length: POSTS }, (_, index) =>
      installation.adminAt[index % 2]?.trySend(
        { audience: { broadcast: true } },
        { 'idempotency-key': 'the same' },
      ),
    ),
  );
  expect(answers.filter((answer) => answer?.status !== 202)).toEqual([]);
  expect(new Set(answers.map((answer) => answer?.id)).size).toBe(1);
  await waitForAccepted(installation, { atLeast: 2, withinMs: 30_000 });
  expect(await installation.database.prisma.notification.count()).toBe(1);
  const { taken, repeated } = await expectLedgerHolds(installation);
  expect({ taken, repeated }).toEqual({ taken: 2, repeated: 0 });
  recordFault('F-8 equal POSTs', { posts: POSTS, notifications: 1, hits: taken });
});

it(`F-8: every chunk of a broadcast is run ${RUNS} times, by two workers at once: 1 hit a device`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  await installation.admin.send({ audience: { broadcast: true } });
  // One worker expands and is then gone, so that all copies are there before the first of them is run.
  const expanding = installation.startWorker();
  await expect.poll(() => countChunks(installation), { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
  await expanding.stop('SIGTERM');
  const copies = await copyChunks(installation);
  await Promise.all([installation.startWorker().ready(), installation.startWorker().ready()]);
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: 120_000 });
  await expect.poll(() => countChunks(installation), { timeout: 120_000 }).toBe(0);

  const { taken, repeated } = await expectLedgerHolds(installation);
  recordFault('F-8 repeated chunks', {
    devices: DEVICES,
    'copied jobs': copies,
    hits: taken,
    'repeated hits': repeated,
  });
  expect(repeated).toBe(0);
});

async function countChunks({ database }: Installation): Promise<number> {
  const { rows } = await database.pool.query<{ jobs: number }>(
    "SELECT count(*)::int AS jobs FROM pgboss.job WHERE name = 'notifications.chunk' AND state < 'completed'",
  );
  return rows[0]?.jobs ?? 0;
}

/** Enqueues each chunk that there ever was again, as often as it takes. Gives how many jobs that were. */
async function copyChunks({ database, postgres }: Installation): Promise<number> {
  const queue = createQueue({
    databaseUrl: postgres.url,
    jobs: NOTIFICATION_JOBS,
    role: 'producer',
    poolSize: 1,
    applicationName: 'fault test queue',
    log: createLogger({ name: 'fault test', level: 'silent' }),
  });
  await queue.start();
  const { rows } = await database.pool.query<{ name: string; data: object }>(
    "SELECT name, data FROM pgboss.job WHERE name = 'notifications.chunk'",
  );
  const data = rows.flatMap((row) => Array.from({ length: RUNS - 1 }, () => row.data));
  const job = NOTIFICATION_JOBS.find(({ name }) => name === 'notifications.chunk');
  const executor = {
    query: (text: string, values: readonly unknown[]) => database.pool.query(text, [...values]),
  };
  if (job !== undefined) await queue.enqueue(job as never, data as never[], { executor, priority: 'bulk' });
  await queue.stop();
  return data.length;
}
