import { expect, it } from 'vitest';
import { countAccepted, expectLedgerHolds } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';
import { startSteadySender } from '../../src/faults/steady-sender.ts';

const DEVICES = 100;
const REFUSALS = scaled({ short: 20, long: 200 });
/** The write-ahead log's files are as long from the start: they can be written, and no table can grow beyond. */
const TABLES_FULL_BYTES = 16 * 1024 * 1024;
/** Not even the log can be written. */
const LOG_FULL_BYTES = 8 * 1024;

it('F-12: disk full, first for tables, then for the log too: 0 false 202, and everything goes on when there is space', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  const devices = await installation.seed(DEVICES);
  const { admin, postgres, database } = installation;
  const worker = installation.startWorker();
  await worker.ready();
  await admin.send({ audience: { device_ids: [devices[0]?.deviceId] } });
  const sender = startSteadySender({ admin, devices, pauseMs: 5, bodyLength: 2_000 });
  await sender.untilPromised();

  postgres.limitFileBytes(TABLES_FULL_BYTES);
  await fillNotifications(installation);
  await refused(sender, REFUSALS);
  postgres.limitFileBytes(null);
  await sender.untilPromised();

  // PostgreSQL ends rather than go on without its log, as it does on a full disk, and is started again when there is space.
  postgres.limitFileBytes(LOG_FULL_BYTES);
  await refused(sender, REFUSALS);
  await postgres.kill();
  await postgres.start();
  await sender.untilPromised();
  await sender.stop();

  const { rows } = await database.pool.query('SELECT id FROM notifications WHERE id = ANY($1::uuid[])', [
    sender.promised,
  ]);
  expect(rows).toHaveLength(sender.promised.length);
  const stored = await database.prisma.delivery.count();
  await expect.poll(() => countAccepted(installation), { timeout: 120_000 }).toBe(stored);
  expect([worker, ...installation.apis].every(({ isRunning }) => isRunning)).toBe(true);
  const statuses = [...sender.statuses].map(([status, count]) => `${status} ${count}`).join(', ');
  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-12', {
    'answered (status count)': statuses,
    'false 202': sender.promised.length - rows.length,
    lost: 0,
    'repeated hits': repeated,
    'seen twice': seenTwice,
  });
  expect([...sender.statuses.keys()].filter((status) => status !== 202 && status < 500)).toEqual([]);
  expect(seenTwice).toBe(0);
});

/** Resolves after so many more answers that were not 202. */
async function refused({ statuses }: ReturnType<typeof startSteadySender>, count: number): Promise<void> {
  const total = () => [...statuses].reduce((sum, [status, times]) => sum + (status === 202 ? 0 : times), 0);
  const before = total();
  await expect.poll(total, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + count);
}

/** Copies the first notification until not even one more fits into what its table may have. */
async function fillNotifications({ database }: Installation): Promise<void> {
  for (const copies of [1_000, 100, 1]) {
    const insert = () =>
      database.pool.query(
        `INSERT INTO notifications
         SELECT (jsonb_populate_record(original, jsonb_build_object('id', gen_random_uuid(), 'status', 'done',
           'message', jsonb_build_object('title', 'Old', 'body', repeat(md5(random()::text), 60))))).*
         FROM (SELECT notification AS original FROM notifications notification ORDER BY id LIMIT 1) AS first,
           generate_series(1, $1)`,
        [copies],
      );
    while (await succeeds(insert));
  }
}

function succeeds(query: () => Promise<unknown>): Promise<boolean> {
  return query().then(
    () => true,
    () => false,
  );
}
