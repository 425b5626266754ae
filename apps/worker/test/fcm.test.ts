import { makeServiceAccount } from '@carillon/simulators/fcm/service-account';
import { startFcmSimulator } from '@carillon/simulators/fcm/simulator';
import type { FcmSimulator, ReceivedFcmMessage } from '@carillon/simulators/fcm/simulator-interface';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, type Phone } from './installation.ts';
import type { WorkerProcess } from './worker-process.ts';

let installation: Installation;
let fcm: FcmSimulator;
let phones: Phone[];
beforeEach(async () => {
  installation = await createInstallation();
  fcm = await startFcmSimulator({});
  phones = [];
});
afterEach(async () => {
  const taken = phones.flatMap(({ token, deviceId }) =>
    dataOf(token).map(({ notification_id }) => `${notification_id} ${deviceId}`),
  );
  await expectLedgerInvariant(installation.database, new Set(taken));
  await installation[Symbol.asyncDispose]();
  await fcm[Symbol.asyncDispose]();
});

/** `data` of each message that a registration token got. */
const dataOf = (token: string) =>
  fcm.messages(token).map(({ message }) => message.data as Readonly<Record<string, string>>);

/** Android phones with the app. */
async function register(tokens: readonly string[]): Promise<Phone[]> {
  const added = await installation.registerPhones({ provider: 'fcm', tokens });
  phones.push(...added);
  return added;
}
const mint = (count: number) => Array.from({ length: count }, () => fcm.mint({}));

const startWorker = (changes: Readonly<Record<string, string>> = {}): WorkerProcess =>
  installation.startWorker({ ...fcm.settings.environment, ...changes });

describe('a worker process and FCM', { timeout: 60_000 }, () => {
  it('DIS-10: an Android phone gets its message whole, and the outcome holds FCM’s id', async () => {
    const [phone] = (await register(mint(1))) as [Phone];
    await startWorker().ready();
    const id = await installation.delivery.send({
      audience: { userIds: [installation.admin.id] },
      title: 'Dinner — 7 pm 🔔',
      body: 'At home',
      badge: 2,
      sound: 'chime',
      image: 'https://img.example.com/1.png',
      url: '/dinner',
      data: { table: 7 },
      priority: 'high',
      collapseKey: 'dinner',
      ttlSeconds: 600,
      fcm: { channelId: 'family', analyticsLabel: 'dinner' },
    });
    await installation.reaches({ accepted: 1 });
    expect(fcm.messages(phone.token)).toHaveLength(1);
    const received = fcm.messages(phone.token)[0] as ReceivedFcmMessage;
    expect(received.message).toMatchObject({
      notification: { title: 'Dinner — 7 pm 🔔', body: 'At home', image: 'https://img.example.com/1.png' },
      data: {
        table: '7',
        url: 'http://127.0.0.1:3000/dinner',
        notification_id: id,
        receipt: expect.any(String),
      },
      android: {
        priority: 'high',
        collapse_key: 'dinner',
        notification: { channel_id: 'family', tag: 'dinner', sound: 'chime', notification_count: 2 },
      },
      apns: { headers: { 'apns-collapse-id': 'dinner', 'apns-priority': '10' } },
      fcm_options: { analytics_label: 'dinner' },
    });
    const { ttl } = received.message.android as { readonly ttl: string };
    expect(Number.parseInt(ttl, 10)).toBeGreaterThan(500);
    expect(await installation.database.prisma.delivery.findFirstOrThrow()).toMatchObject({
      providerMessageId: received.id,
      attempts: 1,
    });
  });

  it('DIS-10: 200 phones are reached with one access token', async () => {
    const count = 200;
    await register(mint(count));
    await startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: count });
    expect(fcm.hits()).toMatchObject({ hits: count, distinctTargetsTaken: count });
    expect(fcm.tokenHits().hits).toBe(1);
  });

  it('DIS-6: UNREGISTERED retires the token, history is kept, and the device stays', async () => {
    const [gone, alive] = (await register(mint(2))) as [Phone, Phone];
    fcm.change(gone.token, { registered: false });
    await startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: 1, failed: 1 });
    expect(await installation.tokenOf(gone)).toMatchObject({
      active: false,
      ciphertext: null,
      revokeReason: 'invalid',
      lastFailureReason: 'unregistered',
    });
    expect(await installation.tokenOf(alive)).toMatchObject({ active: true });
    const { prisma } = installation.database;
    expect(await prisma.device.findUniqueOrThrow({ where: { id: gone.deviceId } })).toMatchObject({
      revokedAt: null,
    });
    expect(await prisma.delivery.findFirstOrThrow({ where: { deviceId: gone.deviceId } })).toMatchObject({
      reason: 'unregistered',
      errorCode: '404 UNREGISTERED',
    });
  });

  it('DIS-6: with credentials that Google refuses messages wait, tokens stay, and all arrive with the right ones', async () => {
    const count = 60;
    await register(mint(count));
    const { file } = await makeServiceAccount('stranger', fcm.serviceAccount.token_uri);
    const wrong = startWorker({ FCM_SERVICE_ACCOUNT: JSON.stringify(file) });
    await wrong.ready();
    await installation.sendToAdmin();
    const { prisma } = installation.database;
    const refused = { reason: 'credentials_refused', state: 'pending' } as const;
    await expect
      .poll(() => prisma.delivery.count({ where: refused }), { timeout: 15_000 })
      .toBeGreaterThan(0);
    await wrong.stop('SIGTERM');
    expect(await prisma.pushToken.count({ where: { active: true } })).toBe(count);
    expect(fcm.hits().hits).toBe(0);
    // However many messages there were, the token endpoint was not asked for each.
    expect(fcm.tokenHits().hits).toBeLessThan(10);
    await prisma.scopeGate.deleteMany();
    await startWorker().ready();
    const mended = async () => {
      await installation.database.pool.query(
        "UPDATE deliveries SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'",
      );
      return installation.counts();
    };
    await expect.poll(mended, { timeout: 30_000, interval: 500 }).toEqual({ accepted: count });
  });

  it('DIS-6: an app of another Firebase project loses its token; when many seem to be, our credentials are wrong and none does', async () => {
    const { delivery, database } = installation;
    const { prisma } = database;
    const strange = (count: number) =>
      Array.from({ length: count }, () => fcm.mint({ projectId: 'another' }));
    const to = (receivers: readonly Phone[]) =>
      delivery.send({ audience: { deviceIds: receivers.map(({ deviceId }) => deviceId) } });
    await startWorker().ready();
    await to(await register(mint(30)));
    await installation.reaches({ accepted: 30 });
    const [stray] = (await register(strange(1))) as [Phone];
    await to([stray]);
    await installation.reaches({ accepted: 30, failed: 1 });
    expect(await installation.tokenOf(stray)).toMatchObject({
      active: false,
      lastFailureReason: 'sender_id_mismatch',
    });

    const strays = await register(strange(60));
    await to(strays);
    const parked = { reason: 'sender_id_mismatch', state: 'pending' } as const;
    await expect
      .poll(() => prisma.delivery.count({ where: parked }), { timeout: 15_000 })
      .toBeGreaterThan(20);
    expect(await prisma.pushToken.count({ where: { active: true } })).toBe(90);
  });

  it('DIS-7: without a service account the outcome names the setting', async () => {
    await register(mint(1));
    await installation.startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ failed: 1 });
    expect(await installation.database.prisma.delivery.findFirstOrThrow()).toMatchObject({
      reason: 'provider_not_configured',
      errorCode: 'FCM_SERVICE_ACCOUNT',
    });
  });

  it('DIS-7: a service account that is none is told at the start with whatever else is wrong, without a word of it', async () => {
    const account = JSON.stringify({ ...fcm.serviceAccount, private_key: 'canary' });
    await using worker = startWorker({ FCM_SERVICE_ACCOUNT: account, FCM_BASE_URL: 'http://plain.example' });
    expect(await worker.exited).toBe(1);
    const log = worker.log.join('\n');
    expect(log).toMatch(/FCM_SERVICE_ACCOUNT: .*private_key: expected an RSA private key/);
    expect(log).toContain('FCM_BASE_URL: ');
    expect(log).not.toContain('canary');
  });
});
