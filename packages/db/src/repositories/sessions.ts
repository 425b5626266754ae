import type { LiveSession, SessionEnding, SessionRecord, SessionStore } from '@carillon/auth/ports';
import type { SessionId } from '@carillon/contracts/ids';
import type { Database } from '../client.ts';
import { retryPassing } from './transaction.ts';

const MAX_ADDRESSES = 100;
const MAX_LISTED = 500;

/** Sign-ins. Reads and ends go by what the database says at that moment; nothing is cached. */
export function createSessions({ prisma, pool }: Pick<Database, 'prisma' | 'pool'>): SessionStore {
  return {
    async create({ id, userId, kind, userAgent, ipAddress, createdAt, expiresAt }, { passwordHash }) {
      // FOR SHARE waits for a password change that is under way, and then looks at the row as it left it.
      const { rowCount } = await pool.query(
        `INSERT INTO sessions (id, user_id, kind, user_agent, ip_address, created_at, last_seen_at, expires_at)
         SELECT $1, users.id, $3, $4, $5, $6, $6, $7 FROM users
         WHERE users.id = $2 AND users.disabled_at IS NULL
           AND ($8::text IS NULL OR users.password_hash = $8)
         FOR SHARE`,
        [id, userId, kind, userAgent, ipAddress, createdAt, expiresAt, passwordHash],
      );
      return rowCount === 1;
    },

    async findLive(id, now) {
      const { rows } = await pool.query<LiveSession>(
        `SELECT s.id, s.user_id AS "userId", s.kind, u.role, s.device_id AS "deviceId", s.last_seen_at AS "lastSeenAt"
         FROM sessions s JOIN users u ON u.id = s.user_id
         WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND u.disabled_at IS NULL`,
        [id, now],
      );
      return rows[0] ?? null;
    },

    async touch({ id, at, notSince, expiresAt }) {
      await pool.query(
        `UPDATE sessions SET last_seen_at = $2, expires_at = greatest(expires_at, coalesce($4, expires_at))
         WHERE id = $1 AND last_seen_at < $3 AND revoked_at IS NULL`,
        [id, at, notSince, expiresAt],
      );
    },

    async listLive(userId, now) {
      const rows = await prisma.session.findMany({
        where: { userId, revokedAt: null, expiresAt: { gt: now } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: MAX_LISTED,
        select: {
          id: true,
          kind: true,
          userAgent: true,
          ipAddress: true,
          createdAt: true,
          lastSeenAt: true,
          expiresAt: true,
        },
      });
      return rows.map((row): SessionRecord => ({ ...row, id: row.id as SessionId }));
    },

    end: async ({ sessionId, ...ending }) => (await endWhere(pool, ending, { sessionId })) === 1,
    endAll: ({ exceptSessionId, ...ending }) => endWhere(pool, ending, { exceptSessionId }),

    async bindDevice({ userId, sessionId, deviceId, now }) {
      // FOR SHARE waits for whoever revokes the device just now, and who comes after that finds the session bound.
      const { rowCount } = await retryPassing(() =>
        pool.query(
          `WITH device AS MATERIALIZED (
             SELECT id FROM devices WHERE id = $3 AND user_id = $2 AND revoked_at IS NULL FOR SHARE
           )
           UPDATE sessions SET device_id = device.id FROM device
           WHERE sessions.id = $1 AND sessions.user_id = $2 AND sessions.revoked_at IS NULL AND sessions.expires_at > $4`,
          [sessionId, userId, deviceId, now],
        ),
      );
      return rowCount === 1;
    },

    async addressesOf(userId, since) {
      const { rows } = await pool.query<{ ip_address: string }>(
        `SELECT ip_address FROM sessions
         WHERE user_id = $1 AND created_at >= $2 AND ip_address IS NOT NULL
         GROUP BY ip_address ORDER BY max(created_at) DESC LIMIT ${MAX_ADDRESSES}`,
        [userId, since],
      );
      return rows.map((row) => row.ip_address);
    },
  };
}

interface Which {
  readonly sessionId?: string;
  readonly exceptSessionId?: string | null;
}

/** Live ones of that user alone. In the order of their ids, so that two that end the same ones never deadlock. */
async function endWhere(pool: Database['pool'], ending: SessionEnding, which: Which): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE sessions SET revoked_at = $2, revoke_reason = $3
     WHERE id IN (
       SELECT id FROM sessions
       WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2
         AND ($4::uuid IS NULL OR id = $4) AND ($5::uuid IS NULL OR id <> $5)
       ORDER BY id FOR UPDATE
     )`,
    [ending.userId, ending.at, ending.reason, which.sessionId ?? null, which.exceptSessionId ?? null],
  );
  return rowCount ?? 0;
}
