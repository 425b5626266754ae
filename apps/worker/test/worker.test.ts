import { webPushPayloadSchema } from '@carillon/contracts/web-push';
import { createUser } from '@carillon/testing/factories';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, type Subscribed } from './installation.ts';
import { startWorker } from './worker-process.ts';

let installation: Installation;
beforeEach(async () => {
  installation = await createInstallation();
});
afterEach(async () => {
  await expectLedgerInvariant(installation.database, installation.takenPairs());
  await installation[Symbol.asyncDispose]();
});

const settled = (state: string, devices: number) =>
  expect.poll(() => installation.counts(), { timeout: 30_000, interval: 25 }).toEqual({ [state]: devices });

describe('a worker process', () => {
  it('WEB-8, WEB-11: a send in another process arrives, encrypted for this one subscription, and is recorded', async () => {
    const { admin, delivery, simulator, database } = installation;
    const [browser] = (await installation.subscribe(admin, 1)) as [Subscribed];
    await installation.startWorker().ready();
    const id = await delivery.send({
      audience: { userIds: [admin.id] },
      title: 'Hello',
      body: 'World',
      url: '/devices',
    });
    await settled('accepted', 1);
    const [message] = simulator.messages(browser.id);
    const payload = webPushPayloadSchema.parse(JSON.parse(message?.payload ?? 'null'));
    expect(payload).toMatchObject({
      web_push: 8030,
      title: 'Hello',
      body: 'World',
      data: { url: '/devices', notification_id: id, receipt: expect.any(String) },
    });
    const token = await database.prisma.pushToken.findFirstOrThrow({ where: { deviceId: browser.deviceId } });
    expect(token.lastUsedAt).not.toBeNull();
  });

  it('DIS-3: of two users’ browsers only the addressed user’s get the message', async () => {
    const { admin, delivery, simulator, database } = installation;
    const other = await createUser(database, { role: 'member' });
    const mine = await installation.subscribe(admin, 2);
    const theirs = await installation.subscribe(other, 2);
    await installation.startWorker().ready();
    await delivery.send({ audience: { userIds: [other.id] } });
    await settled('accepted', 2);
    expect(theirs.map(({ id }) => simulator.messages(id).length)).toEqual([1, 1]);
    expect(mine.map(({ id }) => simulator.messages(id).length)).toEqual([0, 0]);
  });

  it('WEB-10, DIS-6: a subscription that the push service has ended is retired at once, and the device stays', async () => {
    const { admin, delivery, simulator, database } = installation;
    const [gone, alive] = (await installation.subscribe(admin, 2)) as [Subscribed, Subscribed];
    simulator.expire(gone.id);
    await installation.startWorker().ready();
    await delivery.send({ audience: { userIds: [admin.id] } });
    await expect.poll(() => installation.counts(), { timeout: 15_000 }).toEqual({ accepted: 1, failed: 1 });
    const { prisma } = database;
    expect(await prisma.pushToken.findFirstOrThrow({ where: { deviceId: gone.deviceId } })).toMatchObject({
      active: false,
      ciphertext: null,
      revokeReason: 'invalid',
    });
    expect(await prisma.pushToken.findFirstOrThrow({ where: { deviceId: alive.deviceId } })).toMatchObject({
      active: true,
    });
    expect(await prisma.device.findUniqueOrThrow({ where: { id: gone.deviceId } })).toMatchObject({
      revokedAt: null,
    });
  });

  it('DIS-4: a push service that fails for a moment gets the message by the quick lane', async () => {
    const { admin, delivery, simulator, database } = installation;
    const [browser] = (await installation.subscribe(admin, 1)) as [Subscribed];
    simulator.putScript({
      rules: [{ name: 'once', match: { nth: { to: 1, per: 'target' } }, answer: { status: 503 } }],
    });
    await installation.startWorker().ready();
    await delivery.send({ audience: { userIds: [admin.id] } });
    await settled('accepted', 1);
    const hits = simulator.recentHits().filter(({ target }) => target === browser.id);
    const [first, second] = hits.map(({ atMs }) => atMs) as [number, number];
    expect(second - first).toBeGreaterThanOrEqual(1_600);
    expect(await database.prisma.delivery.findFirstOrThrow()).toMatchObject({ attempts: 2 });
  });

  it('DIS-4: Retry-After closes the push service’s origin for every worker until the time has come', async () => {
    const { admin, delivery, simulator } = installation;
    const count = 40;
    await installation.subscribe(admin, count);
    simulator.putScript({
      rules: [
        {
          name: 'first',
          match: { nth: { to: 1, per: 'rule' } },
          answer: { status: 429, headers: { 'Retry-After': '3' } },
        },
      ],
    });
    await Promise.all([installation.startWorker().ready(), installation.startWorker().ready()]);
    // One message meets the refusal; what comes after it, at any worker, must wait.
    const { rows } = await installation.database.pool.query('SELECT id FROM devices ORDER BY id');
    await delivery.send({ audience: { deviceIds: [rows[0].id] } });
    await expect.poll(() => simulator.hits().hits).toBe(1);
    const refusedAtMs = simulator.recentHits()[0]?.atMs ?? 0;
    await expect.poll(async () => (await installation.database.prisma.scopeGate.findMany()).length).toBe(1);
    await delivery.send({ audience: { userIds: [admin.id] } });
    await settled('accepted', count + 1);
    const early = simulator
      .recentHits()
      .slice(1)
      .filter(({ atMs }) => atMs < refusedAtMs + 3_000);
    expect(early).toHaveLength(0);
  });

  it('ends with one clear message when its settings are not valid', async () => {
    await using worker = startWorker({ DATABASE_URL: 'mysql://nowhere' });
    expect(await worker.exited).toBe(1);
    const log = worker.log.join('\n');
    for (const name of ['DATABASE_URL', 'TOKEN_ENCRYPTION_KEYS', 'FINGERPRINT_KEY'])
      expect(log).toContain(name);
    expect(log).not.toContain('nowhere');
  });
});
