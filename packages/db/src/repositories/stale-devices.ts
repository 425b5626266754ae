import type { TokenId } from '@carillon/contracts/ids';
import type { RetiredToken, StaleDeviceStore } from '@carillon/push/ports-stale-devices';
import type { Database } from '../client.ts';
import { retryPassing, runTransaction } from './transaction.ts';

const ago = (days: string): string => `now() - ${days} * interval '1 day'`;

/** $4: key ids, $5: days. */
const IS_UNUSED = `active AND quarantine_reason IS NULL AND key_id = ANY ($4::text[]) AND registered_at < ${ago('$5')}
  AND (last_used_at IS NULL OR last_used_at < ${ago('$5')})`;

/**
 * $1: provider, $2: after, $3: limit. A row that was registered anew meanwhile is looked at again when it is locked. Without its
 * token an anonymous device reaches nobody, so that it ends with it. Rows are found by arrays of keys: how many are unused
 * the planner cannot know, and a join of its choice took minutes.
 */
const RETIRE_TOKENS = `
  WITH page AS MATERIALIZED (
    SELECT id, device_id, (${IS_UNUSED}) AS is_unused FROM push_tokens
    WHERE active AND provider = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3
  ), unseen AS MATERIALIZED (
    SELECT id FROM devices
    WHERE id = ANY (ARRAY(SELECT device_id FROM page WHERE is_unused))
      AND (last_seen_at IS NULL OR last_seen_at < ${ago('$5')})
  ), stale AS MATERIALIZED (
    SELECT id FROM push_tokens
    WHERE id = ANY (ARRAY(SELECT id FROM page WHERE is_unused)) AND device_id = ANY (ARRAY(SELECT id FROM unseen))
      AND ${IS_UNUSED}
    FOR UPDATE SKIP LOCKED
  ), retired AS (
    UPDATE push_tokens
    SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = now(), revoke_reason = 'stale', updated_at = now()
    WHERE id = ANY (ARRAY(SELECT id FROM stale))
    RETURNING id, device_id, provider
  ), ended AS (
    UPDATE devices SET revoked_at = now(), updated_at = now()
    WHERE id = ANY (ARRAY(SELECT device_id FROM retired)) AND user_id IS NULL AND revoked_at IS NULL
  )
  SELECT (SELECT count(*)::int FROM page) AS looked, (SELECT id FROM page ORDER BY id DESC LIMIT 1) AS last,
    (
      SELECT coalesce(jsonb_agg(jsonb_build_object('tokenId', retired.id, 'deviceId', device.id, 'userId', device.user_id,
        'provider', retired.provider, 'platform', device.platform)), '[]')
      FROM retired JOIN devices device ON device.id = retired.device_id
    ) AS retired`;

/** $1: days, $2 and $3: after, $4: limit. What stays is the row that answers show of a device (see devices.ts). */
const REMOVE_HISTORY = `
  WITH page AS MATERIALIZED (
    SELECT id, revoked_at FROM push_tokens
    WHERE NOT active AND revoked_at < ${ago('$1')}
      AND ($2::timestamptz IS NULL OR (revoked_at, id) > ($2, $3::uuid))
    ORDER BY revoked_at, id LIMIT $4
  ), removed AS (
    DELETE FROM push_tokens old
    WHERE old.id = ANY (ARRAY(SELECT id FROM page)) AND EXISTS (
      SELECT 1 FROM push_tokens other
      WHERE other.device_id = old.device_id AND (other.active OR (other.created_at, other.id) > (old.created_at, old.id))
    )
    RETURNING 1
  )
  SELECT id, revoked_at AS "revokedAt", (SELECT count(*)::int FROM removed) AS removed
  FROM page ORDER BY revoked_at DESC, id DESC LIMIT 1`;

/** @see StaleDeviceStore */
export function createStaleDeviceStore({ pool }: Pick<Database, 'pool'>): StaleDeviceStore {
  return {
    async retireTokens({ provider, unusedDays, keyIds, after, limit }) {
      const { rows } = await retryPassing(() =>
        pool.query<{ looked: number; last: TokenId | null; retired: RetiredToken[] }>(RETIRE_TOKENS, [
          provider,
          after,
          limit,
          keyIds,
          unusedDays,
        ]),
      );
      const { looked, last, retired } = rows[0] ?? { looked: 0, last: null, retired: [] };
      return { last: looked < limit ? null : last, retired };
    },

    async removeTokenHistory({ days, after, limit }) {
      const { rows } = await retryPassing(() =>
        pool.query<{ id: TokenId; revokedAt: Date; removed: number }>(REMOVE_HISTORY, [
          days,
          after?.revokedAt ?? null,
          after?.id ?? null,
          limit,
        ]),
      );
      const [last] = rows;
      if (last === undefined) return { last: null, removed: 0 };
      return { last: { id: last.id, revokedAt: last.revokedAt }, removed: last.removed };
    },

    removeRevokedDevices: ({ days, limit }) =>
      runTransaction(pool, async (tx) => {
        const { rows } = await tx.query<{ id: string }>(
          `SELECT id FROM devices WHERE revoked_at < ${ago('$1')}
           ORDER BY revoked_at LIMIT $2 FOR UPDATE SKIP LOCKED`,
          [days, limit],
        );
        const ids = rows.map(({ id }) => id);
        // Who revoked the device that they hold stayed signed in on it, and is not to be signed out now.
        await tx.query(
          'UPDATE sessions SET device_id = NULL WHERE device_id = ANY ($1::uuid[]) AND revoked_at IS NULL',
          [ids],
        );
        const { rowCount } = await tx.query('DELETE FROM devices WHERE id = ANY ($1::uuid[])', [ids]);
        return rowCount ?? 0;
      }),
  };
}
