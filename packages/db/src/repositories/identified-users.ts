import type { IdentifiedUser, IdentifiedUserStore } from '@carillon/auth/oidc/ports';
import type { Identity } from '@carillon/auth/ports';
import { uuidv7 } from '@carillon/runtime/ids';
import type { Database } from '../client.ts';
import type { Queryable } from './queryable.ts';
import { retryWhile, runTransaction } from './transaction.ts';

/** SQLSTATE, PostgreSQL appendix A: unique_violation. */
const UNIQUE_VIOLATION = '23505';

/** Users by their identity at an issuer whose tokens are accepted. */
export function createIdentifiedUserStore({ pool }: Pick<Database, 'pool'>): IdentifiedUserStore {
  return {
    find: (identity) => find(pool, identity),

    // Who lost a race for the identity, the email or the external id sees the winner's row at the next try.
    findOrCreate: (user) =>
      retryWhile(isUniqueViolation, () =>
        runTransaction(pool, async (client) => {
          const known = await find(client, user.identity);
          if (known !== null) return { ...known, created: false };
          await client.query(
            `INSERT INTO users (id, email, name, external_id, role, created_at)
             VALUES ($1,
               CASE WHEN $2::text IS NULL OR EXISTS (SELECT 1 FROM users WHERE email = $2) THEN $3 ELSE $2 END,
               $4, CASE WHEN NOT EXISTS (SELECT 1 FROM users WHERE external_id = $5) THEN $5 END, 'member', $6)`,
            [user.id, user.email, user.placeholderEmail, user.name, user.externalId, user.createdAt],
          );
          await client.query(
            'INSERT INTO accounts (id, user_id, provider, provider_account_id, created_at) VALUES ($1, $2, $3, $4, $5)',
            [uuidv7(), user.id, user.identity.provider, user.identity.providerAccountId, user.createdAt],
          );
          return { userId: user.id, role: 'member', isDisabled: false, created: true };
        }),
      ),
  };
}

async function find(
  db: Queryable,
  { provider, providerAccountId }: Identity,
): Promise<IdentifiedUser | null> {
  const { rows } = await db.query<IdentifiedUser>(
    `SELECT person.id AS "userId", person.role, person.disabled_at IS NOT NULL AS "isDisabled"
     FROM accounts JOIN users person ON person.id = accounts.user_id
     WHERE accounts.provider = $1 AND accounts.provider_account_id = $2`,
    [provider, providerAccountId],
  );
  return rows[0] ?? null;
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
