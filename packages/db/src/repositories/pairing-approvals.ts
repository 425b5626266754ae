import type { PairingApprovals } from '@carillon/push/ports-pairings';
import type { Queryable } from './queryable.ts';

/** What the app has at the least to fetch its tokens, counted from the approval. */
const FETCH_SECONDS = 60;

/** The part of a registry's transaction that concerns requests for pairing. */
export function createPairingApprovals(tx: Queryable): PairingApprovals {
  return {
    async approve({ pairingId, userId }) {
      const { rowCount } = await tx.query(
        `UPDATE pairings SET approved_at = now(), user_id = $2,
           expires_at = greatest(expires_at, now() + interval '${FETCH_SECONDS} seconds')
         WHERE id = $1 AND approved_at IS NULL AND rejected_at IS NULL AND expires_at > now()`,
        [pairingId, userId],
      );
      return rowCount === 1;
    },
  };
}
