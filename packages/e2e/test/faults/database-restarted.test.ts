import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { countAccepted, expectLedgerHolds } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';
import { startSteadySender } from '../../src/faults/steady-sender.ts';

const DEVICES = 200;
const KILLS = 3;
const UP_MS = scaled({ short: 2_000, long: 20_000 });
const DOWN_MS = scaled({ short: 2_000, long: 10_000 });
const BACK_WITHIN_MS = 15_000;

it('F-3: PostgreSQL killed hard 3 times: every 202 is delivered, 503 meanwhile, back within 15 s', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  const devices = await installation.seed(DEVICES);
  const { admin, postgres, database } = installation;
  const worker = installation.startWorker();
  await worker.ready();
  const sender = startSteadySender({ admin, devices, pauseMs: 5, bodyLength: 10 });

  const backMs: number[] = [];
  const deliveredMs: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await sender.untilPromised();
    // Long enough for work of every kind to be under way when it dies.
    await delay(UP_MS);
    await postgres.kill();
    expect(await admin.status('/api/v1/devices')).toBe(503);
    await delay(DOWN_MS);
    await postgres.start();
    const startedMs = performance.now();
    backMs.push(await sender.untilPromised());
    const newest = sender.promised.at(-1) as string;
    await expect.poll(() => isAccepted(installation, newest), { timeout: 60_000 }).toBe(true);
    deliveredMs.push(performance.now() - startedMs);
  }
  await sender.stop();

  const { rows } = await database.pool.query('SELECT id FROM notifications WHERE id = ANY($1::uuid[])', [
    sender.promised,
  ]);
  expect(rows).toHaveLength(sender.promised.length);
  // More may have been stored than was answered: what broke off after its commit. All of it is to be delivered.
  const stored = await database.prisma.delivery.count();
  await expect.poll(() => countAccepted(installation), { timeout: 120_000 }).toBe(stored);
  expect([...sender.statuses.keys()].toSorted()).toEqual([202, 503]);
  expect([worker, ...installation.apis].every(({ isRunning }) => isRunning)).toBe(true);

  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-3', {
    kills: KILLS,
    'answered 202': sender.promised.length,
    'answered 503': sender.statuses.get(503) ?? 0,
    'lost 202': 0,
    'repeated hits': repeated,
    'seen twice': seenTwice,
    'accepts again after s': seconds(backMs),
    'delivers again after s': seconds(deliveredMs),
  });
  expect(Math.max(...backMs)).toBeLessThanOrEqual(BACK_WITHIN_MS);
  expect(Math.max(...deliveredMs)).toBeLessThanOrEqual(BACK_WITHIN_MS);
});

async function isAccepted({ database }: Installation, notificationId: string): Promise<boolean> {
  const { rows } = await database.pool.query(
    "SELECT 1 FROM deliveries WHERE notification_id = $1 AND state = 'accepted'",
    [notificationId],
  );
  return rows.length === 1;
}

function seconds(timesMs: readonly number[]): string {
  return timesMs.map((timeMs) => (timeMs / 1000).toFixed(1)).join(', ');
}
