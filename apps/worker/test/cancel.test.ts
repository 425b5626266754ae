import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation } from './installation.ts';

const BROWSERS = 900;

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(async () => {
  await expectLedgerInvariant(installation.database, installation.takenPairs());
  await installation[Symbol.asyncDispose]();
});

describe('cancelling a broadcast that two worker processes send', () => {
  it('leaves every device with one outcome: it got the message, or it never will', async () => {
    const { admin, delivery } = installation;
    await installation.subscribe(admin, BROWSERS);
    await Promise.all([1, 2].map(() => installation.startWorker().ready()));
    const id = await delivery.send({ audience: { broadcast: true } });
    await expect
      .poll(() => installation.takenPairs().size, { timeout: 30_000, interval: 5 })
      .toBeGreaterThan(20);
    const context = {
      sender: { userId: admin.id, role: 'admin' },
      apiKeyId: null,
      requestId: null,
      ipAddress: null,
    } as const;
    // Whoever is too late is told so; then it was sent to everybody.
    const answer = await delivery.notifications.cancel(context, id).catch(({ code }) => code);
    const isOpen = async () => {
      const { pending = 0, sending = 0 } = await delivery.states(id);
      return pending + sending > 0;
    };
    await expect.poll(isOpen, { timeout: 30_000, interval: 50 }).toBe(false);
    const { accepted = 0, cancelled = 0, ...others } = await delivery.states(id);
    expect(others).toEqual({});
    if (answer === 'conflict') expect(accepted).toBe(BROWSERS);
    else
      expect(await delivery.notifications.cancel(context, id)).toEqual({ cancelled, alreadySent: accepted });
    expect(installation.takenPairs().size).toBe(accepted);
  });
});
