import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import type { ProviderName } from '@carillon/contracts/providers';
import { createTestDelivery, type TestDelivery, type TestDeliveryOptions } from '@carillon/testing/delivery';
import { createUser, type TestUser } from '@carillon/testing/factories';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { createPushDevices } from '@carillon/testing/push-devices';
import { createScriptedProvider, type ScriptedProvider } from '@carillon/testing/scripted-provider';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import type { SendContext } from '../src/send-context.ts';

/** One installation for one test: an empty database, an administrator, two scripted providers and one that is not configured. */
export interface World extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly delivery: TestDelivery;
  readonly webpush: ScriptedProvider<'webpush'>;
  readonly fcm: ScriptedProvider<'fcm'>;
  readonly admin: TestUser;
  devicesOf(user: TestUser, provider: ProviderName, count: number): Promise<DeviceId[]>;
  deliveryOf(id: NotificationId, deviceId: DeviceId): ReturnType<typeof findDelivery>;
  tokenOf(deviceId: DeviceId): ReturnType<typeof findToken>;
  traceOf(id: NotificationId, deviceId: DeviceId): Promise<string[]>;
  /** Checks the ledger's invariant against what the providers took. */
  expectInvariant(): Promise<void>;
}

const EMPTY =
  'TRUNCATE users, devices, notifications, delivery_events, settings, scope_gates, outcome_windows CASCADE';
/** PostgreSQL ends one of two that wait for each other: here the one that can begin anew. */
const DEADLOCK = '40P01';

/** Empties a test file's database between its tests: making a new one each time would take longer than most tests. */
export async function resetDatabase({ pool }: TestDatabase): Promise<void> {
  // It wants every table, while autovacuum or the last statement of a worker that has just ended may hold one of them.
  for (let isEmpty = false; !isEmpty; ) {
    isEmpty = await pool.query(EMPTY).then(
      () => true,
      (error) => {
        if (error.code !== DEADLOCK) throw error;
        return false;
      },
    );
  }
  const { rows } = await pool.query('SELECT to_regclass(\'pgboss.job\') IS NOT NULL AS "hasQueue"');
  if (rows[0].hasQueue) await pool.query('TRUNCATE pgboss.job');
}

export async function createWorld(
  database: TestDatabase,
  options: Pick<TestDeliveryOptions, 'keyRing' | 'log' | 'vapidKeyId' | 'monotonicMs'>,
): Promise<World> {
  const webpush = createScriptedProvider('webpush');
  const fcm = createScriptedProvider('fcm');
  const admin = await createUser(database, { role: 'admin' });
  const delivery = await createTestDelivery(database, {
    ...options,
    adminId: admin.id,
    providers: [webpush, fcm, { name: 'apns', missingSetting: 'APNS_KEY' }],
  });
  return {
    database,
    delivery,
    webpush,
    fcm,
    admin,
    devicesOf: (user, provider, count) =>
      createPushDevices(database, { userId: user.id, provider, keyRing: delivery.keyRing, count }),
    deliveryOf: (id, deviceId) => findDelivery(database, id, deviceId),
    tokenOf: (deviceId) => findToken(database, deviceId),
    traceOf: async (notificationId, deviceId) => {
      const events = await database.prisma.deliveryEvent.findMany({
        where: { notificationId, deviceId },
        orderBy: { id: 'asc' },
      });
      return events.map(({ kind, reason }) => (reason === null ? kind : `${kind} ${reason}`));
    },
    expectInvariant: () =>
      expectLedgerInvariant(database, new Set([...webpush.acceptedPairs(), ...fcm.acceptedPairs()])),
    [Symbol.asyncDispose]: async () => {
      await delivery[Symbol.asyncDispose]();
      await resetDatabase(database);
    },
  };
}

/** A world for each test of the calling file, whose invariant is checked after it. `begin` gets each when it is made. */
export function useWorld(begin: (world: World) => Promise<void>): void {
  let database: TestDatabase;
  let world: World;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    world = await createWorld(database, {});
    await begin(world);
  });
  afterEach(async () => {
    await world.expectInvariant();
    await world[Symbol.asyncDispose]();
  });
}

/** A request of this user. */
export function contextOf({ id, role }: TestUser): SendContext {
  return { sender: { userId: id, role }, apiKeyId: null, requestId: 'request-1', ipAddress: '192.0.2.7' };
}

function findDelivery({ prisma }: TestDatabase, notificationId: NotificationId, deviceId: DeviceId) {
  return prisma.delivery.findUniqueOrThrow({
    where: { notificationId_deviceId: { notificationId, deviceId } },
  });
}

/** The newest: the active one, or the last that was. */
function findToken({ prisma }: TestDatabase, deviceId: DeviceId) {
  return prisma.pushToken.findFirstOrThrow({ where: { deviceId }, orderBy: { id: 'desc' } });
}
