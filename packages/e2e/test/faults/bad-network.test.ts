import { expect, it } from 'vitest';
import { countAccepted, expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 1_500, long: 100_000 });
const LIMIT_MS = scaled({ short: 240_000, long: 1_500_000 });
const STUCK_AFTER_SECONDS = 30;
const FLAT_BYTES = 300 * 1024 * 1024;

it(`F-7: time-outs, resets, half-open connections, GOAWAY every 1000 streams, ${DEVICES} devices: 0 stuck over 30 s, 0 lost, memory flat`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1, withPushProxy: true });
  await installation.seed(DEVICES);
  const service = installation.services[0];
  const sometimes = (percent: number, seed: number) => ({
    percent: { percent, seed, per: 'request' as const },
  });
  service.putScript({
    rules: [
      { name: 'goaway', match: { nth: { every: 1000, per: 'rule' } }, answer: { goaway: true } },
      { name: 'silent', match: sometimes(0.3, 1), answer: { hang: true } },
      {
        name: 'cut',
        match: sometimes(0.2, 2),
        answer: { reset: { scope: 'connection', when: 'before-body' } },
      },
      { name: 'stream', match: sometimes(1, 3), answer: { reset: { scope: 'stream', when: 'before-body' } } },
      {
        name: 'answer lost',
        match: sometimes(1, 4),
        answer: { reset: { scope: 'stream', when: 'after-body' }, deliver: true },
      },
      { name: 'slow', match: {}, answer: { delayMs: 30 } },
    ],
  });
  const worker = installation.startWorker();
  await worker.ready();
  await installation.admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: Math.floor(DEVICES / 4), withinMs: LIMIT_MS });
  // So many failures at once also close the origin for a minute, as a failing service's would.
  const silent = installation.pushProxy?.silence() ?? 0;

  const residentBytes: number[] = [];
  let longestSeconds = 0;
  const limitMs = performance.now() + LIMIT_MS;
  while ((await countAccepted(installation)) < DEVICES && performance.now() < limitMs) {
    residentBytes.push(worker.residentBytes());
    longestSeconds = Math.max(longestSeconds, await oldestAttemptSeconds(installation));
  }
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: 1_000 });

  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  const { rows } = await installation.database.pool.query<{ ms: number }>(
    'SELECT max(duration_ms) AS ms FROM delivery_events',
  );
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
  recordFault('F-7', {
    devices: DEVICES,
    'connections gone silent': silent,
    faults: Object.entries(service.hits().outcomes)
      .filter(([outcome]) => outcome !== '201')
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(' '),
    lost: 0,
    'repeated hits (answers lost)': repeated,
    'seen twice': seenTwice,
    'longest attempt s': ((rows[0]?.ms ?? 0) / 1000).toFixed(1),
    'longest lease s': longestSeconds.toFixed(1),
    'memory MiB, middle and end': `${mebibytes(residentBytes[Math.floor(residentBytes.length / 2)] ?? 0)}, ${mebibytes(residentBytes.at(-1) ?? 0)}`,
  });
  expect(silent).toBeGreaterThan(0);
  expect(longestSeconds).toBeLessThan(STUCK_AFTER_SECONDS);
  expect(rows[0]?.ms).toBeLessThan(STUCK_AFTER_SECONDS * 1000);
  expect(Math.max(...residentBytes)).toBeLessThan(FLAT_BYTES);
  expect(seenTwice).toBe(0);
});

/** How long the oldest of the leased deliveries has been with its worker. */
async function oldestAttemptSeconds({ database }: Installation): Promise<number> {
  const { rows } = await database.pool.query<{ seconds: number }>(
    `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(updated_at)), 0)::float8 AS seconds
     FROM deliveries WHERE state = 'sending'`,
  );
  return rows[0]?.seconds ?? 0;
}
