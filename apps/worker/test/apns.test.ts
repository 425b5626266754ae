import type { Environment } from '@carillon/contracts/providers';
import { apnsRefusal } from '@carillon/simulators/apns/reasons';
import { startApnsSimulator } from '@carillon/simulators/apns/simulator';
import type { ApnsSimulator } from '@carillon/simulators/apns/simulator-interface';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, type Phone } from './installation.ts';
import type { WorkerProcess } from './worker-process.ts';

let installation: Installation;
let apns: ApnsSimulator;
let phones: Phone[];
beforeEach(async () => {
  installation = await createInstallation();
  apns = await startApnsSimulator({});
  phones = [];
});
afterEach(async () => {
  const taken = phones.flatMap(({ token, deviceId }) =>
    apns.notifications(token).map(({ payload }) => `${payload.notification_id} ${deviceId}`),
  );
  await expectLedgerInvariant(installation.database, new Set(taken));
  await installation[Symbol.asyncDispose]();
  await apns[Symbol.asyncDispose]();
});

/** Phones with the app, and the environment that they registered with. */
async function register(environment: Environment, tokens: readonly string[]): Promise<Phone[]> {
  const added = await installation.registerPhones({ provider: 'apns', tokens, environment });
  phones.push(...added);
  return added;
}
const mint = (environment: Environment, count: number) =>
  Array.from({ length: count }, () => apns.mint(environment));
const one = async (registered: Environment, token: string) =>
  (await register(registered, [token]))[0] as Phone;

const startWorker = (): WorkerProcess => installation.startWorker(apns.settings.environment);
const makeDue = () =>
  installation.database.pool.query(
    "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'",
  );

describe('a worker process and APNs', () => {
  it('DIS-10: each token’s environment picks the host, and the message arrives whole', async () => {
    const production = await one('production', apns.mint('production'));
    const development = await one('development', apns.mint('development'));
    await startWorker().ready();
    const id = await installation.delivery.send({
      audience: { userIds: [installation.admin.id] },
      title: 'Dinner — 7 pm 🔔',
      body: 'At home',
      badge: 2,
      sound: 'default',
      image: 'https://img.example.com/1.png',
      url: '/dinner',
      data: { table: 7 },
      priority: 'high',
      collapseKey: 'dinner',
      ttlSeconds: 600,
      apns: { threadId: 'family', interruptionLevel: 'time-sensitive' },
    });
    await installation.reaches({ accepted: 2 });
    for (const [phone, environment] of [
      [production, 'production'],
      [development, 'development'],
    ] as const) {
      const [received, ...more] = apns.notifications(phone.token);
      expect(more).toEqual([]);
      expect(received).toMatchObject({
        environment,
        pushType: 'alert',
        priority: 10,
        collapseId: 'dinner',
        payload: {
          aps: {
            alert: { title: 'Dinner — 7 pm 🔔', body: 'At home' },
            badge: 2,
            sound: 'default',
            'thread-id': 'family',
            'interruption-level': 'time-sensitive',
            'mutable-content': 1,
          },
          table: 7,
          url: 'http://127.0.0.1:3000/dinner',
          image: 'https://img.example.com/1.png',
          notification_id: id,
          receipt: expect.any(String),
        },
      });
      expect(received?.expiration).toBeGreaterThan(Date.now() / 1000 + 500);
      const { providerMessageId } = await installation.database.prisma.delivery.findFirstOrThrow({
        where: { deviceId: phone.deviceId },
      });
      expect(providerMessageId).toBe(received?.id);
    }
    expect(apns.sessions('production')).toMatchObject({ opened: 1 });
    expect(apns.sessions('development')).toMatchObject({ opened: 1 });
  });

  it('DIS-6: 410 retires the token, and the device stays; a token registered after Apple’s date stays too', async () => {
    const [gone, renewed] = (await register('production', mint('production', 2))) as [Phone, Phone];
    apns.unregister(gone.token, {});
    apns.unregister(renewed.token, { atMs: Date.now() - 86_400_000 });
    await installation.database.pool.query(
      "UPDATE push_tokens SET registered_at = registered_at - interval '1 hour'",
    );
    await startWorker().ready();
    const id = await installation.sendToAdmin();
    await installation.reaches({ failed: 1, pending: 1 });
    expect(await installation.tokenOf(gone)).toMatchObject({
      active: false,
      ciphertext: null,
      revokeReason: 'invalid',
      lastFailureReason: 'unregistered',
    });
    const { prisma } = installation.database;
    expect(await prisma.device.findUniqueOrThrow({ where: { id: gone.deviceId } })).toMatchObject({
      revokedAt: null,
    });
    expect(await installation.tokenOf(renewed)).toMatchObject({ active: true });
    const trace = await prisma.deliveryEvent.findMany({
      where: { notificationId: id, deviceId: renewed.deviceId },
    });
    expect(trace[0]).toMatchObject({
      kind: 'retry',
      reason: 'token_renewed',
      providerCode: '410 Unregistered',
    });
  });

  it('TOK-1, DIS-10: a token of the other environment gets its message there, and is known to belong there from then on', async () => {
    const phone = await one('production', apns.mint('development'));
    await startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: 1 });
    expect(await installation.tokenOf(phone)).toMatchObject({ active: true, environment: 'development' });
    const first = apns.recentHits().map(({ details, outcome }) => [details.environment, outcome]);
    expect(first).toEqual([
      ['production', 400],
      ['development', 200],
    ]);
    apns.clearHits();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: 2 });
    expect(apns.recentHits().map(({ details }) => details.environment)).toEqual(['development']);
  });

  it('DIS-6: a token that neither environment knows is retired', async () => {
    const phone = await one('production', apns.mint('production'));
    const answer = apnsRefusal('BadDeviceToken', {});
    apns.putScript({ rules: [{ name: 'unknown', match: {}, answer }] });
    await startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ failed: 1 });
    expect(apns.hits().hits).toBe(2);
    expect(await installation.tokenOf(phone)).toMatchObject({
      active: false,
      revokeReason: 'invalid',
      lastFailureReason: 'bad_device_token',
    });
  });

  it('DIS-6: when Apple refuses the credentials, no token is retired, the way is closed, and all arrive once they are mended', async () => {
    const count = 60;
    await register('production', mint('production', count));
    const answer = apnsRefusal('InvalidProviderToken', {});
    apns.putScript({ rules: [{ name: 'refused', match: {}, answer }] });
    await startWorker().ready();
    await installation.sendToAdmin();
    const { prisma } = installation.database;
    await expect
      .poll(() => prisma.scopeGate.findMany(), { timeout: 15_000 })
      .toMatchObject([{ scope: expect.stringMatching(/^apns:origin:/), reason: 'config_refused' }]);
    expect(await prisma.pushToken.count({ where: { active: true } })).toBe(count);
    await installation.reaches({ pending: count });
    const reason = 'credentials_refused';
    expect(await prisma.delivery.count({ where: { reason, attempts: 1 } })).toBeGreaterThanOrEqual(50);
    apns.putScript({ rules: [] });
    await prisma.scopeGate.deleteMany();
    // A worker may take the way for closed for a moment longer, and put off what is due meanwhile.
    const mended = async () => {
      await makeDue();
      return installation.counts();
    };
    await expect.poll(mended, { timeout: 30_000, interval: 500 }).toEqual({ accepted: count });
  });

  it('DIS-10: all workers send with one provider token', async () => {
    const count = 200;
    await register('production', mint('production', count));
    await Promise.all([startWorker().ready(), startWorker().ready()]);
    await installation.sendToAdmin();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: 2 * count });
    expect(apns.hits()).toMatchObject({ hits: 2 * count, distinctTargetsTaken: count });
    expect(apns.providerTokens()).toBe(1);
    const { rows } = await installation.database.pool.query(
      "SELECT value::text FROM settings WHERE name LIKE 'apns-provider-token:%'",
    );
    expect(rows).toHaveLength(1);
    // Sealed: a JWT begins with the base64url of its header.
    expect(rows[0].value).not.toMatch(/eyJ/);
  });

  it('DIS-7: without credentials the outcome names the setting', async () => {
    await register('production', mint('production', 1));
    await installation.startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ failed: 1 });
    expect(await installation.database.prisma.delivery.findFirstOrThrow()).toMatchObject({
      reason: 'provider_not_configured',
      errorCode: 'APNS_KEY',
    });
  });

  it('DIS-7: a key that is none, or half of the credentials, is told at the start, without the key', async () => {
    const { APNS_TEAM_ID: _, ...others } = apns.settings.environment;
    await using worker = installation.startWorker({ ...others, APNS_KEY: 'canary' });
    expect(await worker.exited).toBe(1);
    const log = worker.log.join('\n');
    expect(log).toContain('APNS_KEY: expected a private key in PEM');
    expect(log).toContain('APNS_TEAM_ID: expected with the others');
    expect(log).not.toContain('canary');
  });
});
