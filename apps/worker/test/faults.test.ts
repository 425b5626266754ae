import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

const DEVICES = 2_000;
const ROUNDS = 3;
/** What a worker may have sent and not written when it is killed: attempts under way and one batch that waits. */
const MAX_REPEATED_PER_KILL = 3 * (200 + 200);

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
  await installation.subscribe(installation.admin, DEVICES);
});
afterEach(async () => {
  await expectLedgerInvariant(installation.database, installation.takenPairs());
  await installation[Symbol.asyncDispose]();
});

const accepted = async (): Promise<number> => (await installation.counts()).accepted ?? 0;
const allAccepted = () => expect.poll(accepted, { timeout: 60_000, interval: 50 }).toBe(DEVICES);
/** Waits until a worker has sent something of what is left. */
const midway = (from: number) =>
  expect.poll(accepted, { timeout: 60_000, interval: 5 }).toBeGreaterThan(from);

describe('a fan-out under way', () => {
  it('F-1: workers killed with -9 lose nothing, and repeat at the most what was in flight and unwritten', async () => {
    await installation.delivery.send({ audience: { broadcast: true } });
    for (let kill = 0; kill < ROUNDS && (await accepted()) < DEVICES; kill += 1) {
      const before = await accepted();
      const worker = installation.startWorker();
      await midway(before);
      await worker.stop('SIGKILL');
      // The leases of the dead would end by themselves after 30 s.
      await installation.database.pool.query(
        "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE next_attempt_at IS NOT NULL",
      );
    }
    await installation.startWorker().ready();
    await allAccepted();
    const { taken, distinctTargetsTaken } = installation.simulator.hits();
    expect(distinctTargetsTaken).toBe(DEVICES);
    expect(taken - DEVICES).toBeLessThanOrEqual(ROUNDS * MAX_REPEATED_PER_KILL);
  }, 120_000);

  it('F-10: SIGTERM again and again: each worker ends with 0, nothing is lost and nothing is sent twice', async () => {
    await installation.delivery.send({ audience: { broadcast: true } });
    for (let cycle = 0; cycle < ROUNDS && (await accepted()) < DEVICES; cycle += 1) {
      const before = await accepted();
      const worker = installation.startWorker();
      await midway(before);
      expect(await worker.stop('SIGTERM')).toBe(0);
      expect((await installation.counts()).sending ?? 0).toBe(0);
    }
    await installation.startWorker().ready();
    await allAccepted();
    expect(installation.simulator.hits().taken).toBe(DEVICES);
  }, 120_000);
});
