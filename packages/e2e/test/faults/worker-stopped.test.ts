import { expect, it } from 'vitest';
import {
  countAccepted,
  countInFlight,
  endLeases,
  expectLedgerHolds,
  waitForAccepted,
} from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { IS_LONG, scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 1_500, long: 20_000 });
const LIMIT_MS = scaled({ short: 180_000, long: 600_000 });

it('F-2: worker stopped past its lease, then continued: 0 stale rows', async () => {
  await using installation = await createInstallation({ services: 1, apis: 1 });
  await installation.seed(DEVICES);
  const service = installation.services[0];
  service.putScript({ rules: [{ name: 'slow', match: {}, answer: { delayMs: 200 } }] });
  const stopped = installation.startWorker();
  await stopped.ready();
  await installation.admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: 1, withinMs: LIMIT_MS });
  stopped.signal('SIGSTOP');
  const held = await countInFlight(installation);
  expect(held).toBeGreaterThan(0);
  expect(await countAccepted(installation)).toBeLessThan(DEVICES);

  // Its lease ends by the database's clock; its own clock says, in the short run, that it still has it.
  if (!IS_LONG) await endLeases(installation);
  await installation.startWorker().ready();
  await waitForAccepted(installation, { atLeast: DEVICES, withinMs: LIMIT_MS });
  const before = await fingerprintOfRows(installation);

  stopped.signal('SIGCONT');
  // It writes whatever it believes to be its own before it ends.
  expect(await stopped.stop('SIGTERM')).toBe(0);
  expect(await fingerprintOfRows(installation)).toEqual(before);
  const { repeated, seenTwice } = await expectLedgerHolds(installation);
  recordFault('F-2', {
    devices: DEVICES,
    'held while stopped': held,
    'stale rows': 0,
    'repeated hits': repeated,
    'seen twice': seenTwice,
  });
  expect(repeated).toBeLessThanOrEqual(held);
  expect(seenTwice).toBe(0);
});

/** One number for everything that a worker's outcome changes. */
async function fingerprintOfRows({ database }: Installation): Promise<unknown> {
  const { rows } = await database.pool.query(
    `SELECT (SELECT md5(string_agg(row::text, ',' ORDER BY device_id)) FROM deliveries row) AS deliveries,
            (SELECT count(*)::int FROM delivery_events) AS events,
            (SELECT md5(string_agg(row::text, ',' ORDER BY id)) FROM push_tokens row) AS tokens`,
  );
  return rows[0];
}
