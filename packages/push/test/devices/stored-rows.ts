import { tokenIdSchema } from '@carillon/contracts/ids';
import type { TestDatabase } from '@carillon/testing/test-database';
import type { KeyRing } from '../../src/vault/keyring.ts';
import { openToken } from '../../src/vault/sealed-token.ts';

/** All of a device's token rows, oldest first. */
export async function tokensOf({ pool }: TestDatabase, deviceId: string) {
  const { rows } = await pool.query(
    'SELECT * FROM push_tokens WHERE device_id = $1 ORDER BY created_at, id',
    [deviceId],
  );
  return rows;
}

/** What a token row's ciphertext opens to in its own place. */
export function openRow(
  keyRing: KeyRing,
  row: { id: string; device_id: string; key_id: string; ciphertext: string },
) {
  const place = { tokenId: tokenIdSchema.parse(row.id), deviceId: row.device_id as never };
  return openToken(keyRing, place, { keyId: row.key_id, ciphertext: row.ciphertext });
}

/** The row of a subscription, with what its device's row says. */
export async function subscriptionRow({ pool }: TestDatabase, subscriptionId: string) {
  const { rows } = await pool.query(
    `SELECT p.*, d.user_id, d.installation_id, d.revoked_at AS device_revoked_at
     FROM push_tokens p JOIN devices d ON d.id = p.device_id WHERE p.id = $1`,
    [subscriptionId],
  );
  return rows[0];
}
