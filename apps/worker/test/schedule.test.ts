import type { NotificationId } from '@carillon/contracts/ids';
import { createAuditStore } from '@carillon/db/repositories/audit-events';
import { createSendingSettings } from '@carillon/push/dispatch/sending-settings';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { settingsOf } from '@carillon/testing/registry';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, type Subscribed } from './installation.ts';

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(async () => {
  await expectLedgerInvariant(installation.database, installation.takenPairs());
  await installation[Symbol.asyncDispose]();
});

const settled = (counts: object) =>
  expect.poll(() => installation.counts(), { timeout: 30_000, interval: 25 }).toEqual(counts);

/** Its time comes now, as the database sees it. */
const makeDue = (id: NotificationId) =>
  installation.database.pool.query('UPDATE notifications SET send_at = now() WHERE id = $1', [id]);

describe('worker processes', () => {
  it('start what is scheduled when its time has come, and once, however many they are', async () => {
    const { admin, delivery, simulator } = installation;
    const browsers = await installation.subscribe(admin, 3);
    await Promise.all([1, 2].map(() => installation.startWorker().ready()));
    const sendAt = new Date(Date.now() + 3_600_000);
    const [later, now] = [
      await delivery.send({ audience: { broadcast: true }, title: 'Later', sendAt }),
      await delivery.send({ audience: { broadcast: true }, title: 'Now' }),
    ];
    await settled({ accepted: 3 });
    expect(await delivery.states(later)).toEqual({});
    expect(await delivery.states(now)).toEqual({ accepted: 3 });
    await makeDue(later);
    await settled({ accepted: 6 });
    const titles = (browser: Subscribed) =>
      simulator.messages(browser.id).map(({ payload }) => JSON.parse(payload ?? '{}').title);
    for (const browser of browsers) expect(titles(browser)).toEqual(['Now', 'Later']);
  });

  it('DIS-9: honour a switch that is set in another process, and go on when it is on again', async () => {
    const { admin, delivery, database } = installation;
    await installation.subscribe(admin, 2);
    await installation.startWorker().ready();
    const settings = createSendingSettings({
      settings: settingsOf(database),
      audit: createAuditStore(database),
    });
    const actor = { userId: admin.id, requestId: 'request-1', ipAddress: null };
    await delivery.send({ audience: { broadcast: true } });
    await settled({ accepted: 2 });
    await settings.update(actor, { channels: { webpush: false } });
    await expect.poll(outcomeOfAnother, { timeout: 10_000 }).toEqual({ suppressed: 2 });
    const { rows } = await database.pool.query(
      "SELECT DISTINCT reason FROM deliveries WHERE state = 'suppressed'",
    );
    expect(rows).toEqual([{ reason: 'channel_off' }]);
    await settings.update(actor, { channels: { webpush: true } });
    await expect.poll(outcomeOfAnother, { timeout: 10_000 }).toEqual({ accepted: 2 });
  });

  /** A worker may go on for a second by what it read before. */
  async function outcomeOfAnother(): Promise<object> {
    const { delivery } = installation;
    const id = await delivery.send({ audience: { broadcast: true } });
    const isOpen = async () => {
      const { pending = 0, sending = 0 } = await delivery.states(id);
      return pending + sending > 0;
    };
    await expect.poll(isOpen, { timeout: 10_000, interval: 25 }).toBe(false);
    return delivery.states(id);
  }
});
