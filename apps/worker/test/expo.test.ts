import type { DeviceId } from '@carillon/contracts/ids';
import { startExpoSimulator } from '@carillon/simulators/expo/simulator';
import type { ExpoSimulator } from '@carillon/simulators/expo/simulator-interface';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstallation, type Installation, type Phone } from './installation.ts';
import type { WorkerProcess } from './worker-process.ts';

const ACCESS_TOKEN = 'an-access-token-of-expo';
const MANY = 1_500;
/** What all workers together send in a second, and the most that one request of them holds. */
const MESSAGES_PER_SECOND = 500;
const MESSAGES_PER_REQUEST = 100;

let installation: Installation;
let expo: ExpoSimulator;
let deviceOf: Map<string, DeviceId>;
beforeEach(async () => {
  [installation, expo] = await Promise.all([
    createInstallation(),
    // The rate is judged by the time that all of it takes: a machine that stalls for a moment must fail no test.
    startExpoSimulator({ accessToken: ACCESS_TOKEN, messagesPerSecond: MANY }),
  ]);
  deviceOf = new Map();
});
afterEach(async () => {
  await expectLedgerInvariant(installation.database, takenPairs());
  await installation[Symbol.asyncDispose]();
  await expo[Symbol.asyncDispose]();
});

/** Phones with the app, which registered an hour ago. */
async function registerAll(tokens: readonly string[]): Promise<Phone[]> {
  const phones = await installation.registerPhones({ provider: 'expo', tokens });
  await installation.database.pool.query(`UPDATE push_tokens SET registered_at = now() - interval '1 hour'`);
  for (const { token, deviceId } of phones) deviceOf.set(token, deviceId);
  return phones;
}

function startWorker(): WorkerProcess {
  return installation.startWorker({
    EXPO_ACCESS_TOKEN: ACCESS_TOKEN,
    EXPO_BASE_URL: expo.settings.baseUrl,
    NODE_EXTRA_CA_CERTS: expo.settings.caFile,
  });
}

/** Pairs of notification and device whose message Expo took. */
function takenPairs(): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const [token, deviceId] of deviceOf)
    for (const { data } of expo.messages(token)) pairs.add(`${String(data?.notification_id)} ${deviceId}`);
  return pairs;
}

describe('a worker that sends by Expo', () => {
  it('DIS-10: a message arrives in Expo’s format, with the ticket kept and its receipt awaited', async () => {
    const token = expo.mint({});
    await registerAll([token]);
    await startWorker().ready();
    const id = await installation.delivery.send({
      audience: { userIds: [installation.admin.id] },
      title: 'Hello',
      body: 'World',
      url: '/devices',
      priority: 'high',
      ttlSeconds: 600,
    });
    await installation.reaches({ accepted: 1 });
    expect(expo.messages(token)).toMatchObject([
      {
        title: 'Hello',
        body: 'World',
        priority: 'high',
        collapseId: id,
        data: {
          url: 'http://127.0.0.1:3000/devices',
          notification_id: id,
          receipt: expect.any(String),
        },
      },
    ]);
    const row = await installation.database.prisma.delivery.findFirstOrThrow();
    expect(row.providerMessageId).toMatch(/^[0-9a-f-]{36}$/);
    const waitMs = (row.receiptDueAt?.getTime() ?? 0) - (row.acceptedAt?.getTime() ?? 0);
    expect(waitMs).toBe(15 * 60_000);
  });

  it('DIS-6: a receipt that says DeviceNotRegistered retires the token and fails the delivery; another is kept', async () => {
    const [dead, alive] = [expo.mint({ receipt: 'DeviceNotRegistered' }), expo.mint({})];
    const [deadPhone, alivePhone] = (await registerAll([dead, alive])) as [Phone, Phone];
    await startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ accepted: 2 });
    const { pool, prisma } = installation.database;
    await pool.query(`UPDATE deliveries SET receipt_due_at = now()`);
    await installation.reaches({ accepted: 1, failed: 1 });
    expect(await installation.tokenOf(deadPhone)).toMatchObject({ active: false, revokeReason: 'invalid' });
    expect(await installation.tokenOf(alivePhone)).toMatchObject({ active: true });
    const rowOf = ({ deviceId }: Phone) => prisma.delivery.findFirstOrThrow({ where: { deviceId } });
    expect(await rowOf(deadPhone)).toMatchObject({
      reason: 'unregistered',
      errorCode: 'DeviceNotRegistered',
    });
    expect(await rowOf(alivePhone)).toMatchObject({ reason: 'receipt_ok', receiptDueAt: null });
  });

  it('F-5: two workers together keep to the rate that Expo lets a project send at, and each message arrives once', async () => {
    const tokens = Array.from({ length: MANY }, () => expo.mint({}));
    await registerAll(tokens);
    await Promise.all([startWorker().ready(), startWorker().ready()]);
    const sentAtMs = Date.now();
    await installation.delivery.send({ audience: { broadcast: true } });
    await installation.reaches({ accepted: MANY }, 50_000);
    expect(expo.hits()).toMatchObject({ hits: MANY, taken: MANY, distinctTargetsTaken: MANY });
    // The last request leaves when the turns of all others have passed.
    const leastMs = ((MANY - MESSAGES_PER_REQUEST) / MESSAGES_PER_SECOND) * 1_000;
    const lastAtMs = Math.max(...expo.recentHits().map(({ atMs }) => atMs));
    expect(lastAtMs - sentAtMs).toBeGreaterThanOrEqual(leastMs);
  }, 60_000);

  it('DIS-7: while Expo is not turned on, the outcome names the setting that turns it on', async () => {
    await registerAll([expo.mint({})]);
    await installation.startWorker().ready();
    await installation.sendToAdmin();
    await installation.reaches({ failed: 1 });
    expect(await installation.database.prisma.delivery.findFirstOrThrow()).toMatchObject({
      reason: 'provider_not_configured',
      errorCode: 'EXPO_ENABLED',
    });
  });
});
