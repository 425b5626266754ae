import { randomBytes } from 'node:crypto';
import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { Environment } from '@carillon/contracts/providers';
import { generateVapidKeys } from '@carillon/push/providers/webpush/vapid';
import { parseKeyRing } from '@carillon/push/vault/keyring';
import { startWebPushSimulator } from '@carillon/simulators/web-push/simulator';
import type { MintedSubscription, WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { createTestDelivery, type TestDelivery } from '@carillon/testing/delivery';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { expect } from 'vitest';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** A database, a push service, and real worker processes between them; sends come from this process. */
export interface Installation extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly delivery: TestDelivery;
  readonly simulator: WebPushSimulator;
  readonly admin: TestUser;
  /** Subscribed browsers of a user, in the order of the devices' ids. */
  subscribe(user: TestUser, count: number): Promise<Subscribed[]>;
  /** Phones of the administrator with the app, one for each token; `environment` is the one that APNs tokens were registered with. */
  registerPhones(phones: {
    readonly provider: 'apns' | 'fcm' | 'expo';
    readonly tokens: readonly string[];
    readonly environment?: Environment;
  }): Promise<Phone[]>;
  /** A message to all devices of the administrator. */
  sendToAdmin(): Promise<NotificationId>;
  /** `changes`: settings that this one has otherwise. */
  startWorker(changes?: Readonly<Record<string, string>>): WorkerProcess;
  /** The key ring that tokens are sealed with, as TOKEN_ENCRYPTION_KEYS. */
  readonly tokenKeys: string;
  /** Deliveries by state. */
  counts(): Promise<Record<string, number>>;
  /** Waits until they are these. */
  reaches(counts: Readonly<Record<string, number>>, timeoutMs?: number): Promise<void>;
  tokenOf(device: Pick<Phone, 'deviceId'>): ReturnType<typeof findToken>;
  /** Pairs of notification and device whose message the push service took. */
  takenPairs(): ReadonlySet<string>;
}

export interface Phone {
  readonly token: string;
  readonly deviceId: DeviceId;
}

export interface Subscribed extends MintedSubscription {
  readonly deviceId: DeviceId;
}

/** @see Installation */
export async function createInstallation(): Promise<Installation> {
  await using resources = new AsyncDisposableStack();
  const database = resources.use(await createTestDatabase());
  const simulator = resources.use(await startWebPushSimulator({}));
  const admin = await createUser(database, { role: 'admin' });
  const vapid = generateVapidKeys();
  const keys = `k1:${randomBytes(32).toString('base64url')}`;
  const keyRing = parseKeyRing(keys);
  const delivery = resources.use(
    await createTestDelivery(database, { adminId: admin.id, providers: [], keyRing }),
  );
  const env = {
    DATABASE_URL: database.url,
    TOKEN_ENCRYPTION_KEYS: keys,
    FINGERPRINT_KEY: randomBytes(32).toString('base64url'),
    VAPID_SUBJECT: 'mailto:ops@example.com',
    VAPID_PUBLIC_KEY: vapid.publicKey,
    VAPID_PRIVATE_KEY: vapid.privateKey,
    WEBPUSH_TEST_ORIGINS: simulator.settings.origin,
    NODE_EXTRA_CA_CERTS: simulator.settings.caFile,
  };
  const owned = resources.move();
  const deviceOf = new Map<string, DeviceId>();

  return {
    database,
    delivery,
    simulator,
    admin,
    subscribe: async (user, count) => {
      const minted = Array.from({ length: count }, () => simulator.mint(vapid.publicKey));
      const deviceIds = await createPushDevices(database, {
        userId: user.id,
        provider: 'webpush',
        keyRing,
        count,
        material: (index) => {
          const { endpoint, keys } = minted[index] as MintedSubscription;
          return { provider: 'webpush', endpoint, ...keys };
        },
      });
      return minted.map((subscription, index) => {
        const deviceId = deviceIds[index] as DeviceId;
        deviceOf.set(subscription.id, deviceId);
        return { ...subscription, deviceId };
      });
    },
    registerPhones: async ({ provider, tokens, environment }) => {
      const deviceIds = await createPushDevices(database, {
        userId: admin.id,
        provider,
        keyRing,
        count: tokens.length,
        ...(environment === undefined ? {} : { environment }),
        material: (index) => ({ provider, token: tokens[index] as string }),
      });
      return tokens.map((token, index) => ({ token, deviceId: deviceIds[index] as DeviceId }));
    },
    sendToAdmin: () => delivery.send({ audience: { userIds: [admin.id] } }),
    startWorker: (changes) => owned.use(startWorker({ ...env, ...changes })),
    tokenKeys: keys,
    counts: () => countDeliveries(database),
    reaches: (counts, timeoutMs = 30_000) =>
      expect.poll(() => countDeliveries(database), { timeout: timeoutMs, interval: 25 }).toEqual(counts),
    tokenOf: (device) => findToken(database, device),
    takenPairs: () => {
      const pairs = new Set<string>();
      for (const [subscriptionId, deviceId] of deviceOf) {
        for (const { payload } of simulator.messages(subscriptionId)) {
          if (payload !== null) pairs.add(`${JSON.parse(payload).data.notification_id} ${deviceId}`);
        }
      }
      return pairs;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function countDeliveries({ pool }: TestDatabase): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ state: string; devices: number }>(
    'SELECT state, count(*)::int AS devices FROM deliveries GROUP BY state ORDER BY state',
  );
  return Object.fromEntries(rows.map(({ state, devices }) => [state, devices]));
}

function findToken({ prisma }: TestDatabase, { deviceId }: Pick<Phone, 'deviceId'>) {
  return prisma.pushToken.findFirstOrThrow({ where: { deviceId } });
}
