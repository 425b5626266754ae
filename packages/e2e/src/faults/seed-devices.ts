import { type DeviceId, userIdSchema } from '@carillon/contracts/ids';
import type { Database } from '@carillon/db/client';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { uuidv7 } from '@carillon/runtime/ids';
import type { WebPushSimulator } from '@carillon/simulators/web-push/simulator-interface';
import { createPushDevices } from '@carillon/testing/push-devices';

/** A browser that subscribed: the device, and its subscription at the push service. */
export interface SeededDevice {
  readonly deviceId: DeviceId;
  readonly subscriptionId: string;
  readonly service: WebPushSimulator;
}

export interface SeedOptions {
  readonly service: WebPushSimulator;
  readonly keyRing: KeyRing;
  /** The key that the subscriptions are bound to. */
  readonly vapidPublicKey: string;
  readonly count: number;
}

/** Of one user each; who owns them does not matter to a broadcast. */
const DEVICES_PER_STATEMENT = 5_000;

/**
 * Subscribed browsers with keys, endpoints and sealed tokens of their own, a few thousand in a statement, so
 * that 100k take some seconds.
 */
export async function seedDevices(
  database: Pick<Database, 'pool'>,
  { service, keyRing, vapidPublicKey, count }: SeedOptions,
): Promise<SeededDevice[]> {
  const seeded: SeededDevice[] = [];
  for (let start = 0; start < count; start += DEVICES_PER_STATEMENT) {
    const size = Math.min(DEVICES_PER_STATEMENT, count - start);
    const minted = Array.from({ length: size }, () => service.mint(vapidPublicKey));
    const userId = userIdSchema.parse(uuidv7());
    await database.pool.query("INSERT INTO users (id, email, role) VALUES ($1, $2, 'member')", [
      userId,
      `${userId}@example.com`,
    ]);
    const deviceIds = await createPushDevices(database, {
      userId,
      provider: 'webpush',
      keyRing,
      count: size,
      material: (index) => {
        const { endpoint, keys } = minted[index] as (typeof minted)[number];
        return { provider: 'webpush', endpoint, ...keys };
      },
    });
    deviceIds.forEach((deviceId, index) => {
      seeded.push({ deviceId, subscriptionId: (minted[index] as (typeof minted)[number]).id, service });
    });
  }
  return seeded;
}
