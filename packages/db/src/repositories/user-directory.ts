import type { UserDirectoryStore } from '@carillon/auth/ports';
import type { UserEntry } from '@carillon/contracts/users';
import type { Database } from '../client.ts';

const ENTRY = `
  SELECT id, email, name, role, external_id AS "externalId", disabled_at AS "disabledAt", created_at AS "createdAt",
    (SELECT count(*)::int FROM devices WHERE user_id = person.id AND revoked_at IS NULL) AS devices
  FROM users person`;

/** The database's own locale may know ASCII letters alone. */
const ANY_SCRIPT = 'COLLATE "und-x-icu"';
/** SQLSTATE, PostgreSQL appendix A: unique_violation. */
const UNIQUE_VIOLATION = '23505';

/** Everybody's accounts, as administrators see them. */
export function createUserDirectoryStore({ pool }: Pick<Database, 'pool'>): UserDirectoryStore {
  return {
    async list({ search, limit, before }) {
      const { rows } = await pool.query<UserEntry>(
        `${ENTRY}
         WHERE ($1::text IS NULL OR position(lower($1 ${ANY_SCRIPT}) IN lower(concat_ws(
             E'\\n', email, name, external_id) ${ANY_SCRIPT})) > 0)
           AND ($2::uuid IS NULL OR id < $2::uuid)
         ORDER BY id DESC LIMIT $3`,
        [search, before, limit + 1],
      );
      const items = rows.slice(0, limit);
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },

    async find(id) {
      const { rows } = await pool.query<UserEntry>(`${ENTRY} WHERE id = $1`, [id]);
      return rows[0] ?? null;
    },

    async setExternalId(id, externalId) {
      try {
        const { rowCount } = await pool.query(
          'UPDATE users SET external_id = $2, updated_at = now() WHERE id = $1',
          [id, externalId],
        );
        return rowCount === 1 ? 'set' : 'unknown';
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return 'taken';
        throw error;
      }
    },
  };
}
