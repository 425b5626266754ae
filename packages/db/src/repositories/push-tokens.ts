import type { TokenId } from '@carillon/contracts/ids';
import type {
  ActiveToken,
  NewToken,
  SubscriptionRecord,
  TokenReads,
  TokenWrites,
} from '@carillon/push/ports';
import type { Queryable } from './queryable.ts';
import { ADVISORY_LOCKS } from './registry-locks.ts';

type ActiveTokenRow = Omit<ActiveToken, 'generation'> & { readonly generation: string };

const SELECT_ACTIVE = `
  SELECT p.id AS "tokenId", p.device_id AS "deviceId", p.key_id AS "keyId", p.ciphertext, p.provider, p.environment,
    p.fingerprint, p.quarantine_reason AS "quarantineReason", p.created_at AS "createdAt", d.user_id AS "userId",
    d.installation_id AS "installationId", d.platform, d.generation
  FROM push_tokens p
  JOIN devices d ON d.id = p.device_id`;

export function createTokenReads(db: Queryable): TokenReads {
  return {
    async findActiveByFingerprint(fingerprint) {
      const { rows } = await db.query<ActiveTokenRow>(
        `${SELECT_ACTIVE} WHERE p.active AND p.fingerprint = $1`,
        [fingerprint],
      );
      return rows[0] === undefined ? null : toActiveToken(rows[0]);
    },

    async findActiveById(id) {
      const { rows } = await db.query<ActiveTokenRow>(`${SELECT_ACTIVE} WHERE p.active AND p.id = $1`, [id]);
      return rows[0] === undefined ? null : toActiveToken(rows[0]);
    },

    async listSubscriptions({ status, after, limit }) {
      const { rows } = await db.query<SubscriptionRecord>(
        `SELECT p.id, p.device_id AS "deviceId", d.user_id AS "userId", p.endpoint_hint AS "endpointHint",
           d.user_agent AS "userAgent", p.active, p.created_at AS "createdAt", p.last_used_at AS "lastUsedAt"
         FROM push_tokens p
         JOIN devices d ON d.id = p.device_id
         WHERE p.provider = 'webpush' AND ($1 = 'all' OR p.active) AND ($2::uuid IS NULL OR p.id < $2)
         ORDER BY p.id DESC
         LIMIT $3`,
        [status, after, limit],
      );
      return rows;
    },
  };
}

/** The part of a registry's transaction that concerns tokens. */
export function createTokenWrites(tx: Queryable): TokenWrites {
  return {
    async lockFingerprint(fingerprint) {
      // 32 of its bits: two fingerprints that share them merely wait for each other.
      const bits = Buffer.from(fingerprint).readInt32BE(0);
      await tx.query('SELECT pg_advisory_xact_lock($1, $2)', [ADVISORY_LOCKS.fingerprint, bits]);
    },

    async lockActive({ deviceId, fingerprint }) {
      const { rows } = await tx.query<ActiveTokenRow>(
        `${SELECT_ACTIVE}
         WHERE p.active AND (p.device_id = $1::uuid OR p.fingerprint = $2::bytea)
         ORDER BY p.id
         FOR UPDATE OF p`,
        [deviceId, fingerprint],
      );
      return rows.map(toActiveToken);
    },

    insert: (token) => insert(tx, token),

    async confirm(id, { environment, at }) {
      await tx.query(
        `UPDATE push_tokens
         SET updated_at = $2, registered_at = clock_timestamp(), environment = coalesce($3::push_environment, environment)
         WHERE id = $1 AND active`,
        [id, at, environment],
      );
    },

    async revoke(ids: readonly TokenId[], { reason, at }) {
      if (ids.length === 0) return;
      await tx.query(
        `UPDATE push_tokens
         SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = $2, revoke_reason = $3, updated_at = $2
         WHERE id = ANY ($1::uuid[]) AND active`,
        [ids, at, reason],
      );
    },
  };
}

// `registered_at` is compared with the time of a worker's lease, so both are the database's own (F-11).
async function insert(tx: Queryable, token: NewToken): Promise<void> {
  await tx.query(
    `INSERT INTO push_tokens (id, device_id, provider, environment, ciphertext, key_id, fingerprint, vapid_key_id,
       endpoint_hint, created_at, updated_at, registered_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, clock_timestamp())`,
    [
      token.tokenId,
      token.deviceId,
      token.provider,
      token.environment,
      token.ciphertext,
      token.keyId,
      token.fingerprint,
      token.vapidKeyId,
      token.endpointHint,
      token.createdAt,
    ],
  );
}

function toActiveToken(row: ActiveTokenRow): ActiveToken {
  return { ...row, generation: Number(row.generation) };
}
