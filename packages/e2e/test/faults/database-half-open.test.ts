import { expect, it } from 'vitest';
import { countAccepted, endLeases, expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { IS_LONG, scaled } from '../../src/faults/scale.ts';
import { startSteadySender } from '../../src/faults/steady-sender.ts';

const DEVICES = scaled({ short: 1_500, long: 20_000 });
const FOUND_WITHIN_MS = 30_000;

it('F-4: every database connection goes half open in mid fan-out, the listening one too: found within 30 s, 0 lost', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  const { admin, proxy, services } = installation;
  services[0].putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 100 } }] });
  const worker = installation.startWorker();
  await worker.ready();
  await admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: 1, withinMs: 60_000 });
  const sender = startSteadySender({ admin, devices: installation.devices, pauseMs: 20, bodyLength: 10 });
  await sender.untilPromised();

  const connections = proxy.silence();
  const silencedMs = performance.now();
  const acceptedThen = await countAccepted(installation);
  const listenedThen = await listenedSince(installation);
  const since = async (happened: Promise<unknown>) => {
    await happened;
    return performance.now() - silencedMs;
  };
  const [apiMs, workerMs, listenerMs] = await Promise.all([
    since(sender.untilPromised()),
    since(waitForAccepted(installation, { atLeast: acceptedThen + 1, withinMs: 60_000 })),
    since(expect.poll(() => listenedSince(installation), { timeout: 60_000 }).toBeGreaterThan(listenedThen)),
  ]);
  await sender.stop();
  // Leases of what was under way are over 30 s after they began; the long run waits for that.
  if (!IS_LONG) await endLeases(installation);
  const stored = await installation.database.prisma.delivery.count();
  await waitForAccepted(installation, { atLeast: stored, withinMs: 180_000 });

  expect(stored).toBeGreaterThan(DEVICES);
  expect([...sender.statuses.keys()].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-4', {
    'silent connections': connections,
    'API found it after s': (apiMs / 1000).toFixed(1),
    'worker found it after s': (workerMs / 1000).toFixed(1),
    'listener found it after s': (listenerMs / 1000).toFixed(1),
    lost: 0,
    'repeated hits': repeated,
    'seen twice': seenTwice,
  });
  for (const foundMs of [apiMs, workerMs, listenerMs]) expect(foundMs).toBeLessThanOrEqual(FOUND_WITHIN_MS);
  expect(seenTwice).toBe(0);
});

/** When the newest connection that listens was opened, in milliseconds since the epoch. */
async function listenedSince({ database }: Installation): Promise<number> {
  const { rows } = await database.pool.query<{ opened: Date | null }>(
    `SELECT max(backend_start) AS opened FROM pg_stat_activity
     WHERE application_name = 'carillon-worker-queue' AND (query LIKE 'LISTEN %' OR query LIKE '%pg_listening_channels%')`,
  );
  return rows[0]?.opened?.getTime() ?? 0;
}
