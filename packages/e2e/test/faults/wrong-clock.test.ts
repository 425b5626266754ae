import { expect, it } from 'vitest';
import { expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 1_000, long: 20_000 });
const LIMIT_MS = scaled({ short: 180_000, long: 600_000 });
const HOUR_MS = 3_600_000;
const WRONG_CLOCK = new URL('../../src/faults/preloads/wrong-clock.ts', import.meta.url).href;

it('F-11: clock jumps by an hour, ahead and behind, on one of two workers: 0 lost, 0 repeated', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  const service = installation.services[0];
  // Some are tried again, so that times which a worker sets are read by the other one.
  service.putScript({
    rules: [
      {
        name: 'once',
        match: { nth: { to: 1, per: 'target' }, percent: { percent: 10, seed: 1, per: 'target' } },
        answer: { status: 503 },
      },
      { name: 'slow', match: {}, answer: { delayMs: 20 } },
    ],
  });
  const wrong = installation.startWorker({
    preloads: [WRONG_CLOCK],
    env: { CLOCK_OFFSET_MS: String(HOUR_MS) },
  });
  await Promise.all([wrong.ready(), installation.startWorker().ready()]);

  await installation.admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: DEVICES / 2, withinMs: LIMIT_MS });
  wrong.signal('SIGUSR2');
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: LIMIT_MS });
  await installation.admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: 2 * DEVICES, withinMs: LIMIT_MS });

  // Its log is dated by its clock.
  expect(await wrong.stop('SIGTERM')).toBe(0);
  const offsetsMs = wrong.log.map((line) => Date.parse(JSON.parse(line).time) - Date.now());
  expect(offsetsMs[0]).toBeGreaterThan(HOUR_MS / 2);
  expect(offsetsMs.at(-1)).toBeLessThan(-HOUR_MS / 2);
  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-11', { devices: DEVICES, broadcasts: 2, lost: 0, 'repeated hits': repeated });
  expect(repeated).toBe(0);
  expect(seenTwice).toBe(0);
});
