import type { Family, NewRefreshToken, RefreshTokenStore, RotateResult } from '@carillon/auth/ports';
import type { SessionId, UserId } from '@carillon/contracts/ids';
import type { Database } from '../client.ts';

/** Refresh tokens, as hashes. A session's tokens are one family; rows stay, so that a used token is known as used. */
export function createRefreshTokens({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>): RefreshTokenStore {
  return {
    async insert({ id, sessionId, hash, createdAt, expiresAt }) {
      await prisma.refreshToken.create({ data: { id, sessionId, hash, createdAt, expiresAt } });
    },

    rotate: async (hash, next) =>
      (await useToken(pool, hash, next)) ?? (await endFamilyOfUsed(pool, hash, next)),

    async findFamily(hash) {
      const { rows } = await pool.query<Family>(
        `SELECT s.user_id AS "userId", s.id AS "sessionId", s.device_id AS "deviceId"
         FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = $1`,
        [hash],
      );
      return rows[0] ?? null;
    },
  };
}

type RotatedRow = Extract<RotateResult, { status: 'rotated' }>['user'] & { readonly sessionId: SessionId };

/**
 * One statement: the row lock on the used token lets one of many through, and the others then find it used. Null when the
 * token is not good any more, for whatever reason.
 */
async function useToken(
  pool: Database['pool'],
  hash: Uint8Array,
  next: NewRefreshToken,
): Promise<RotateResult | null> {
  const { rows } = await pool.query<RotatedRow>(
    `WITH used AS (
       UPDATE refresh_tokens t SET used_at = $2
       FROM sessions s JOIN users u ON u.id = s.user_id
       WHERE t.hash = $1 AND t.used_at IS NULL AND t.expires_at > $2
         AND s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL
       RETURNING t.session_id, u.id, u.email, u.name, u.password_hash, u.role, u.disabled_at, u.created_at
     ), stored AS (
       INSERT INTO refresh_tokens (id, session_id, hash, created_at, expires_at)
       SELECT $3, session_id, $4, $2, $5 FROM used
     ), extended AS (
       UPDATE sessions SET expires_at = $5, last_seen_at = $2 FROM used WHERE sessions.id = used.session_id
     )
     SELECT session_id AS "sessionId", id, email, name, password_hash AS "passwordHash", role,
            disabled_at AS "disabledAt", created_at AS "createdAt"
     FROM used`,
    [hash, next.createdAt, next.id, next.hash, next.expiresAt],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { sessionId, ...user } = row;
  return { status: 'rotated', user, sessionId };
}

/** A used token that comes again ends its session. */
async function endFamilyOfUsed(
  pool: Database['pool'],
  hash: Uint8Array,
  { createdAt: at }: NewRefreshToken,
): Promise<RotateResult> {
  const { rows } = await pool.query<{ userId: UserId; sessionId: SessionId }>(
    `UPDATE sessions s
     SET revoked_at = coalesce(s.revoked_at, $2), revoke_reason = coalesce(s.revoke_reason, 'refresh_reused')
     FROM refresh_tokens t
     WHERE t.hash = $1 AND t.used_at IS NOT NULL AND s.id = t.session_id
     RETURNING s.user_id AS "userId", s.id AS "sessionId"`,
    [hash, at],
  );
  const [row] = rows;
  return row === undefined ? { status: 'unknown' } : { status: 'reused', ...row };
}
