import type { TokenId } from '@carillon/contracts/ids';
import type { SealedTokens } from '@carillon/push/ports';
import type { Ciphertext } from '@carillon/push/vault/keyring';
import type { Database } from '../client.ts';
import { ADVISORY_LOCKS } from './registry-locks.ts';
import { runTransaction } from './transaction.ts';

type SealedRow = Ciphertext & { readonly id: TokenId };

/** Tokens that are to be encrypted anew, page by page (TOK-3). */
export function createSealedTokens({ pool }: Pick<Database, 'pool'>): SealedTokens {
  const count = async (condition: string, values: readonly string[]): Promise<number> => {
    const { rows } = await pool.query<{ tokens: number }>(
      `SELECT count(*)::int AS tokens FROM push_tokens WHERE active AND ${condition}`,
      [...values],
    );
    return rows[0]?.tokens ?? 0;
  };
  return {
    async countByKey() {
      const { rows } = await pool.query<{ keyId: string; tokens: number }>(
        `SELECT key_id AS "keyId", count(*)::int AS tokens FROM push_tokens WHERE active GROUP BY key_id ORDER BY key_id`,
      );
      return rows;
    },

    countQuarantined: () => count('quarantine_reason IS NOT NULL', []),

    countOfOtherVapidKeys: (vapidKeyId) => count(`provider = 'webpush' AND vapid_key_id <> $1`, [vapidKeyId]),

    resealBatch: ({ keyIds, after, limit }, reseal) =>
      runTransaction(pool, async (tx) => {
        const turn = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1, 0) AS mine', [
          ADVISORY_LOCKS.resealing,
        ]);
        if (turn.rows[0]?.mine !== true) return null;
        // Locked in the order of their ids, as everybody does; a token that rotates meanwhile waits, or is gone from here.
        const { rows } = await tx.query<SealedRow>(
          `SELECT id, key_id AS "keyId", ciphertext FROM push_tokens
           WHERE active AND key_id = ANY($1::text[]) AND ($2::uuid IS NULL OR id > $2::uuid)
           ORDER BY id LIMIT $3 FOR UPDATE`,
          [keyIds, after, limit],
        );
        const resealed = rows.flatMap(({ id, ...sealed }) => {
          const next = reseal(sealed);
          return next === null ? [] : [{ id, ...next }];
        });
        await tx.query(
          `UPDATE push_tokens token SET key_id = resealed.key_id, ciphertext = resealed.ciphertext
           FROM unnest($1::uuid[], $2::text[], $3::text[]) AS resealed (id, key_id, ciphertext)
           WHERE token.id = resealed.id AND token.active`,
          [
            resealed.map(({ id }) => id),
            resealed.map(({ keyId }) => keyId),
            resealed.map(({ ciphertext }) => ciphertext),
          ],
        );
        return {
          last: rows.at(-1)?.id ?? null,
          resealed: resealed.length,
          skipped: rows.length - resealed.length,
        };
      }),
  };
}
