import { expect, it } from 'vitest';
import { countAccepted, expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { IS_LONG, scaled } from '../../src/faults/scale.ts';
import type { SeededDevice } from '../../src/faults/seed-devices.ts';

const DEVICES = scaled({ short: 1_500, long: 100_000 });
const LIMIT_MS = scaled({ short: 240_000, long: 1_500_000 });
/** Too few for a breaker to judge by. */
const FEW = 8;
/** Each takes all that its connection carries, and so many failures also close the origin for a minute. */
const CUT_SOMETIMES = {
  name: 'cut',
  match: { percent: { percent: 0.1, seed: 2, per: 'request' as const } },
  answer: { reset: { scope: 'connection' as const, when: 'before-body' as const } },
};
const STUCK_AFTER_SECONDS = 30;
const FLAT_BYTES = 300 * 1024 * 1024;

it(`F-7: time-outs, resets, half-open connections, GOAWAY every 1000 streams, ${DEVICES} devices: 0 stuck over 30 s, 0 lost, memory flat`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1, withPushProxy: true });
  const devices = await installation.seed(DEVICES);
  const service = installation.services[0];
  const worker = installation.startWorker();
  await worker.ready();
  const few = devices.slice(0, FEW);
  const silent = await goSilent(installation, few);
  await cutConnection(installation, few);
  const accepted = 2 * FEW + DEVICES;
  const sometimes = (percent: number, seed: number) => ({
    percent: { percent, seed, per: 'request' as const },
  });
  service.putScript({
    rules: [
      { name: 'goaway', match: { nth: { every: 1000, per: 'rule' } }, answer: { goaway: true } },
      { name: 'silent', match: sometimes(0.3, 1), answer: { hang: true } },
      ...(IS_LONG ? [CUT_SOMETIMES] : []),
      { name: 'stream', match: sometimes(1, 3), answer: { reset: { scope: 'stream', when: 'before-body' } } },
      {
        name: 'answer lost',
        match: sometimes(1, 4),
        answer: { reset: { scope: 'stream', when: 'after-body' }, deliver: true },
      },
      { name: 'slow', match: {}, answer: { delayMs: 30 } },
    ],
  });
  await installation.admin.send({ audience: { broadcast: true } });
  if (IS_LONG) {
    await waitForAccepted(installation, { atLeast: DEVICES / 4, withinMs: LIMIT_MS });
    // Everything under way fails at once, which also closes the origin for a minute, as a failing service's would be.
    installation.pushProxy?.silence();
  }

  const residentBytes: number[] = [];
  let longestSeconds = 0;
  const limitMs = performance.now() + LIMIT_MS;
  while ((await countAccepted(installation)) < accepted && performance.now() < limitMs) {
    residentBytes.push(worker.residentBytes());
    longestSeconds = Math.max(longestSeconds, await oldestAttemptSeconds(installation));
  }
  await waitForAccepted(installation, { atLeast: accepted, withinMs: 1_000 });

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

/** Silences every connection to the push service while messages to a few wait for their answers. Gives how many it were. */
async function goSilent(installation: Installation, few: readonly SeededDevice[]): Promise<number> {
  const service = installation.services[0];
  service.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 3_000 } }] });
  await installation.admin.send({ audience: { device_ids: few.map(({ deviceId }) => deviceId) } });
  await expect
    .poll(() => service.hits().open, { timeout: LIMIT_MS, interval: 10 })
    .toBeGreaterThanOrEqual(few.length / 2);
  const silent = installation.pushProxy?.silence() ?? 0;
  await waitForAccepted(installation, { atLeast: few.length, withinMs: LIMIT_MS });
  return silent;
}

/** Cuts the connection under messages to a few, by the first of them. */
async function cutConnection(installation: Installation, few: readonly SeededDevice[]): Promise<void> {
  installation.services[0].putScript({
    rules: [{ ...CUT_SOMETIMES, match: { nth: { to: 1, per: 'rule' } } }],
  });
  await installation.admin.send({ audience: { device_ids: few.map(({ deviceId }) => deviceId) } });
  await waitForAccepted(installation, { atLeast: 2 * few.length, withinMs: LIMIT_MS });
}

/** How long the oldest of the leased deliveries has been with its worker. */
async function oldestAttemptSeconds({ database }: Installation): Promise<number> {
  const { rows } = await database.pool.query<{ seconds: number }>(
    `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(updated_at)), 0)::float8 AS seconds
     FROM deliveries WHERE state = 'sending'`,
  );
  return rows[0]?.seconds ?? 0;
}
