import { expect, it } from 'vitest';
import {
  countAccepted,
  countInFlight,
  expectLedgerHolds,
  waitForAccepted,
  waitForMore,
} from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 3_000, long: 40_000 });
const CYCLES = scaled({ short: 5, long: 20 });
const LIMIT_MS = scaled({ short: 180_000, long: 600_000 });
const DRAIN_LIMIT_MS = 25_000;

it(`F-10: SIGTERM in mid fan-out, ${CYCLES} cycles: drained in 25 s, exit 0, 0 lost, 0 repeated`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  const service = installation.services[0];
  service.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 200 } }] });
  let worker = installation.startWorker();
  await worker.ready();
  await installation.admin.send({ audience: { broadcast: true } });

  const drainsMs: number[] = [];
  for (let cycle = 1; cycle <= CYCLES; cycle += 1) {
    await waitForMore(installation, { than: await countAccepted(installation), withinMs: LIMIT_MS });
    const startedMs = performance.now();
    expect(await worker.stop('SIGTERM')).toBe(0);
    drainsMs.push(performance.now() - startedMs);
    expect(await countInFlight(installation)).toBe(0);
    worker = installation.startWorker();
  }
  expect(await countAccepted(installation)).toBeLessThan(DEVICES);
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: LIMIT_MS });

  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-10', {
    devices: DEVICES,
    cycles: CYCLES,
    lost: 0,
    'repeated hits': repeated,
    'longest drain s': (Math.max(...drainsMs) / 1000).toFixed(1),
  });
  expect(repeated).toBe(0);
  expect(seenTwice).toBe(0);
  expect(Math.max(...drainsMs)).toBeLessThanOrEqual(DRAIN_LIMIT_MS);
});
