import type { Hit } from '@carillon/simulators/hit-ledger';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { expect, it } from 'vitest';
import { expectLedgerHolds, waitForAccepted } from '../../src/faults/deliveries.ts';
import { recordFault } from '../../src/faults/fault-report.ts';
import { createInstallation, type Installation } from '../../src/faults/installation.ts';
import { scaled } from '../../src/faults/scale.ts';

const DEVICES = scaled({ short: 600, long: 4_000 });
const RETRY_AFTER_SECONDS = scaled({ short: 6, long: 15 });
/** The first message alone, then what two workers have under way each time that the way opens again, which may be one message. */
const REFUSALS = scaled({ short: 4, long: 100 });
/** How long it may take until the other worker hears of it, and what was on its way has arrived. */
const HEARD_WITHIN_MS = 2_000;

it('F-5: 429 storm with Retry-After on one origin, two workers: 0 requests to it early, the other origin goes on', async () => {
  await using installation = await createInstallation({ services: 2, apis: 1 });
  const [stormy, calm] = installation.services as [WebPushSimulator, WebPushSimulator];
  const [first] = await installation.seed(DEVICES, { service: stormy });
  await installation.seed(DEVICES, { service: calm });
  const refusal = { status: 429, headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) } };
  const reopensMs = RETRY_AFTER_SECONDS * 1000;
  stormy.putScript({
    rules: [{ name: 'storm', match: { nth: { to: REFUSALS, per: 'rule' } }, answer: refusal }],
  });
  await Promise.all([installation.startWorker().ready(), installation.startWorker().ready()]);

  await installation.admin.send({ audience: { device_ids: [first?.deviceId] } });
  await expect.poll(() => knownForMs(installation), { timeout: 30_000 }).toBeGreaterThan(500);
  await installation.admin.send({ audience: { broadcast: true } });
  await waitForAccepted(installation, { atLeast: 2 * DEVICES + 1, withinMs: 120_000 });
  const [refused, ...others] = stormy.recentHits() as [Hit, ...Hit[]];
  // Everybody knew of the first refusal before the broadcast began: not one request may come before its time.
  const opensAtMs = refused.atMs + reopensMs;
  expect(others.filter(({ atMs }) => atMs < opensAtMs)).toEqual([]);
  const calmMeanwhile = calm.recentHits().filter(({ atMs }) => atMs < opensAtMs).length;
  const { hits, early } = judgeStorm(stormy.recentHits(), reopensMs);
  const { repeated } = await expectLedgerHolds(installation);
  recordFault('F-5', {
    'devices of each origin': DEVICES,
    'Retry-After s': RETRY_AFTER_SECONDS,
    refused: hits,
    early,
    'sent to the other meanwhile': calmMeanwhile,
    'repeated hits': repeated,
  });
  expect(early).toBe(0);
  expect(calmMeanwhile).toBeGreaterThan(0);
  expect(repeated).toBe(0);
});

/** How long the gate has been in the database, in milliseconds; 0 without one. */
async function knownForMs({ database }: Installation): Promise<number> {
  const { rows } = await database.pool.query<{ ms: number }>(
    `SELECT (extract(epoch FROM clock_timestamp() - updated_at) * 1000)::float8 AS ms FROM scope_gates
     WHERE until > clock_timestamp()`,
  );
  return rows[0]?.ms ?? 0;
}

/** Requests that were refused, and those that came after every worker must have heard of it and before it was time. */
function judgeStorm(
  hits: readonly Hit[],
  closedMs: number,
): { readonly hits: number; readonly early: number } {
  const refused = hits.filter(({ outcome }) => outcome === 429);
  const early = hits.filter(({ atMs }) =>
    refused.some((before) => atMs > before.atMs + HEARD_WITHIN_MS && atMs < before.atMs + closedMs),
  );
  return { hits: refused.length, early: early.length };
}
