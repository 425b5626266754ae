import { randomBytes } from 'node:crypto';
import { type DeviceId, deviceIdSchema, tokenIdSchema, type UserId } from '@carillon/contracts/ids';
import type { Environment, ProviderName } from '@carillon/contracts/providers';
import type { Database } from '@carillon/db/client';
import type { KeyRing } from '@carillon/push/vault/keyring';
import { sealToken, type TokenMaterial } from '@carillon/push/vault/sealed-token';
import { uuidv7 } from '@carillon/runtime/ids';

const PLATFORMS = { apns: 'ios', fcm: 'android', expo: 'android', webpush: 'web' } as const;

export interface PushDeviceSeed {
  readonly userId: UserId;
  readonly provider: ProviderName;
  readonly keyRing: KeyRing;
  readonly count: number;
  /** The token of each; made up if left out. */
  readonly material?: (index: number) => TokenMaterial;
  /** Of APNs tokens; production if left out. */
  readonly environment?: Environment;
}

/** Devices with active, sealed tokens, in one statement for each table, so that there can be many. In the order of ids. */
export async function createPushDevices(
  { pool }: Pick<Database, 'pool'>,
  seed: PushDeviceSeed,
): Promise<DeviceId[]> {
  const rows = Array.from({ length: seed.count }, (_, index) => {
    const deviceId = deviceIdSchema.parse(uuidv7());
    const tokenId = tokenIdSchema.parse(uuidv7());
    const material = seed.material?.(index) ?? madeUpToken(seed.provider, tokenId);
    return { deviceId, tokenId, ...sealToken(seed.keyRing, { tokenId, deviceId }, material) };
  });
  const deviceIds = rows.map(({ deviceId }) => deviceId);
  await pool.query(
    `INSERT INTO devices (id, user_id, installation_id, kind, platform)
     SELECT id, $2, 'installation-' || id, 'push', $3::platform FROM unnest($1::uuid[]) AS id`,
    [deviceIds, seed.userId, PLATFORMS[seed.provider]],
  );
  await pool.query(
    `INSERT INTO push_tokens (id, device_id, provider, environment, ciphertext, key_id, fingerprint)
     SELECT id, device_id, $1::push_provider, CASE WHEN $1::push_provider = 'apns' THEN $7::push_environment END, ciphertext, key_id, fingerprint
     FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bytea[])
       AS token (id, device_id, ciphertext, key_id, fingerprint)`,
    [
      seed.provider,
      rows.map(({ tokenId }) => tokenId),
      deviceIds,
      rows.map(({ ciphertext }) => ciphertext),
      rows.map(({ keyId }) => keyId),
      rows.map(() => randomBytes(32)),
      seed.environment ?? 'production',
    ],
  );
  return deviceIds;
}

function madeUpToken(provider: ProviderName, id: string): TokenMaterial {
  if (provider === 'webpush') {
    return { provider, endpoint: `https://push.example/${id}`, p256dh: 'unused', auth: 'unused' };
  }
  return { provider, token: `token-${id}` };
}
