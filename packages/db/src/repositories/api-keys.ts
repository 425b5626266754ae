import type { ApiKeyStore, PresentedApiKey } from '@carillon/auth/ports-api-keys';
import type { ApiKeyView } from '@carillon/contracts/api-keys';
import type { Database } from '../client.ts';

/** Takes the present moment as $1. */
const STATUS = `
  CASE WHEN key.revoked_at IS NOT NULL THEN 'revoked' WHEN key.expires_at <= $1 THEN 'expired'
    WHEN maker.disabled_at IS NOT NULL OR maker.role <> 'admin' THEN 'suspended' ELSE 'active' END AS status`;

const VIEW = `
  SELECT key.id, key.name, key.prefix, key.scopes, key.user_id AS "userId", maker.email AS "userEmail", ${STATUS},
    key.created_at AS "createdAt", key.expires_at AS "expiresAt", key.last_used_at AS "lastUsedAt",
    key.revoked_at AS "revokedAt"
  FROM api_keys key JOIN users maker ON maker.id = key.user_id`;

/** API keys. What one may do is read for each request, so that nothing about it is ever out of date. */
export function createApiKeyStore({ pool }: Pick<Database, 'pool'>): ApiKeyStore {
  return {
    async insert({ id, userId, name, prefix, hash, scopes, createdAt, expiresAt }) {
      // FOR SHARE waits for whoever disables the maker just now, which ends every key that is there by then.
      const { rowCount } = await pool.query(
        `INSERT INTO api_keys (id, user_id, name, prefix, hash, scopes, created_at, expires_at)
         SELECT $1, id, $3, $4, $5, $6, $7, $8 FROM users
         WHERE id = $2 AND role = 'admin' AND disabled_at IS NULL
         FOR SHARE`,
        [id, userId, name, prefix, hash, scopes, createdAt, expiresAt],
      );
      return rowCount === 1;
    },

    async find(id, now) {
      const { rows } = await pool.query<ApiKeyView>(`${VIEW} WHERE key.id = $2`, [now, id]);
      return rows[0] ?? null;
    },

    async list({ before, limit, now }) {
      const { rows } = await pool.query<ApiKeyView>(
        `${VIEW} WHERE $2::uuid IS NULL OR key.id < $2 ORDER BY key.id DESC LIMIT $3`,
        [now, before, limit],
      );
      return rows;
    },

    async findByHash(hash, now) {
      const { rows } = await pool.query<PresentedApiKey>(
        `SELECT key.id, key.user_id AS "userId", key.scopes, ${STATUS}, key.last_used_at AS "lastUsedAt"
         FROM api_keys key JOIN users maker ON maker.id = key.user_id WHERE key.hash = $2`,
        [now, hash],
      );
      return rows[0] ?? null;
    },

    async touch({ id, at, notSince }) {
      await pool.query(
        `UPDATE api_keys SET last_used_at = $2
         WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3) AND revoked_at IS NULL`,
        [id, at, notSince],
      );
    },

    async revoke(id, at) {
      const { rows } = await pool.query<{ known: boolean; ended: boolean }>(
        `WITH ended AS (
           UPDATE api_keys SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id
         )
         SELECT EXISTS (SELECT 1 FROM api_keys WHERE id = $1) AS known, EXISTS (SELECT 1 FROM ended) AS ended`,
        [id, at],
      );
      if (rows[0]?.ended) return 'revoked';
      return rows[0]?.known ? 'revoked_before' : 'unknown';
    },
  };
}
