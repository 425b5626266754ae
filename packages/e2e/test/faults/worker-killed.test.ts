import { expect, it } from 'vitest';
import {
  countAccepted,
  countInFlight,
  endLeases,
  expectLedgerHolds,
  waitForAccepted,
  waitForMore,
} from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation } from '../../src/faults/installation.ts';
import { IS_LONG, scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 3_000, long: 100_000 });
const KILLS = 5;
const SLOW_MS = scaled({ short: 200, long: 50 });
const LIMIT_MS = scaled({ short: 180_000, long: 1_500_000 });

it(`F-1: worker killed with -9 in mid fan-out, ${DEVICES} devices, ${KILLS} kills: 0 lost, repeats at most what was in flight, 0 seen twice`, async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  const service = installation.services[0];
  // A push service that takes its time, so that there is always something in flight.
  service.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: SLOW_MS } }] });
  let worker = installation.startWorker();
  await worker.ready();
  await installation.admin.send({ audience: { broadcast: true } });

  let inFlight = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const before = await countAccepted(installation);
    // The long run spreads the kills over all of it.
    const than = Math.max(before, IS_LONG ? (DEVICES * kill) / (KILLS + 2) : 0);
    await waitForMore(installation, { than, withinMs: LIMIT_MS });
    await worker.stop('SIGKILL');
    inFlight += await countInFlight(installation);
    // The long run waits for them to end by themselves.
    if (!IS_LONG) await endLeases(installation);
    worker = installation.startWorker();
  }
  expect(await countAccepted(installation)).toBeLessThan(DEVICES);
  const killedAtMs = performance.now();
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: LIMIT_MS });
  const recoveredMs = performance.now() - killedAtMs;

  expect(service.hits().distinctTargetsTaken).toBe(DEVICES);
  const { taken, repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-1', {
    devices: DEVICES,
    kills: KILLS,
    lost: 0,
    taken,
    'repeated hits': repeated,
    'in-flight bound': inFlight,
    'seen twice': seenTwice,
    'last kill to last device s': (recoveredMs / 1000).toFixed(1),
  });
  expect(repeated).toBeLessThanOrEqual(inFlight);
  expect(seenTwice).toBe(0);
});
