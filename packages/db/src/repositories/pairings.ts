import type { UserRecord } from '@carillon/auth/ports';
import type {
  ExchangeResult,
  NewPairingSession,
  PairingState,
  PairingStore,
} from '@carillon/auth/ports-pairings';
import type { DeviceId, PairingId, UserId } from '@carillon/contracts/ids';
import { PAIRING_SECONDS, type PairingRequest } from '@carillon/contracts/pairing';
import type { Database } from '../client.ts';
import type { Queryable } from './queryable.ts';
import { retryPassing, runTransaction } from './transaction.ts';

/** Wrong verifiers after which a request answers to nobody any more. */
const MAX_ATTEMPTS = 5;

const IS_OPEN = 'approved_at IS NULL AND rejected_at IS NULL AND expires_at > now()';

const STATUS = `CASE
  WHEN exchanged_at IS NOT NULL THEN 'exchanged'
  WHEN rejected_at IS NOT NULL THEN 'rejected'
  WHEN expires_at <= now() THEN 'expired'
  WHEN approved_at IS NOT NULL THEN 'approved'
  ELSE 'pending'
END`;

/** A wrong verifier is counted, and the right one is of no use any more once that was too often. $1: id, $2: its hash. */
const COUNT_WRONG = 'UPDATE pairings SET attempts = attempts + 1 WHERE id = $1 AND verifier_hash <> $2';
const BY_VERIFIER = `FROM pairings WHERE id = $1 AND verifier_hash = $2 AND attempts < ${MAX_ATTEMPTS}`;

interface HeldPairing {
  readonly status: PairingState['status'];
  readonly userId: UserId | null;
  readonly installationId: string;
}

/** Requests for pairing. All of their times are the database's. */
export function createPairingStore({ pool }: Pick<Database, 'pool'>): PairingStore {
  return {
    async create({ id, codeHash, verifierHash, ...asked }) {
      const { deviceId, platform, name, model, client } = asked;
      // The unique index lets a code stand for one request that waits. One that expired undecided keeps its code until it
      // is removed: somebody who looked at it must not approve another one by the same digits.
      const { rowCount } = await pool.query(
        `INSERT INTO pairings (id, code_hash, verifier_hash, installation_id, platform, name, model, user_agent,
           ip_address, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now() + interval '${PAIRING_SECONDS} seconds')
         ON CONFLICT (code_hash) WHERE approved_at IS NULL AND rejected_at IS NULL DO NOTHING`,
        [id, codeHash, verifierHash, deviceId, platform, name, model, client.userAgent, client.ipAddress],
      );
      return rowCount === 1;
    },

    async findOpen(codeHash) {
      const { rows } = await pool.query<PairingRequest>(
        `SELECT id, installation_id AS "deviceId", platform, name, model, user_agent AS "userAgent",
           ip_address AS "ipAddress", created_at AS "createdAt", expires_at AS "expiresAt"
         FROM pairings WHERE code_hash = $1 AND ${IS_OPEN}`,
        [codeHash],
      );
      return rows[0] ?? null;
    },

    reject: (codeHash, userId) =>
      retryPassing(async () => {
        const { rows } = await pool.query<PairingState>(
          `UPDATE pairings SET rejected_at = now(), user_id = $2 WHERE code_hash = $1 AND ${IS_OPEN}
           RETURNING id, expires_at AS "expiresAt", 'rejected' AS status`,
          [codeHash, userId],
        );
        return rows[0] ?? null;
      }),

    async findByVerifier(id, verifierHash) {
      const { rows } = await pool.query<PairingState>(
        `WITH wrong AS (${COUNT_WRONG}) SELECT id, expires_at AS "expiresAt", ${STATUS} AS status ${BY_VERIFIER}`,
        [id, verifierHash],
      );
      return rows[0] ?? null;
    },

    exchange: (id, verifierHash, session) =>
      runTransaction(pool, async (client) => {
        const { rows } = await client.query<HeldPairing>(
          `WITH wrong AS (${COUNT_WRONG})
           SELECT ${STATUS} AS status, user_id AS "userId", installation_id AS "installationId"
           ${BY_VERIFIER} FOR UPDATE`,
          [id, verifierHash],
        );
        const [held] = rows;
        if (held === undefined) return { status: 'unknown' };
        if (held.status !== 'approved') return { status: 'not_open', state: held.status };
        return exchange(client, { id, held, session });
      }),
  };
}

type SignedInRow = UserRecord & { readonly deviceId: DeviceId };

/**
 * FOR SHARE waits for whoever disables the user or revokes the device just now, and then looks at the rows as they left them;
 * who comes after that finds the session.
 */
async function exchange(
  client: Queryable,
  exchanged: {
    readonly id: PairingId;
    readonly held: HeldPairing;
    readonly session: NewPairingSession;
  },
): Promise<ExchangeResult> {
  const { id, held, session } = exchanged;
  const { rows } = await client.query<SignedInRow>(
    `SELECT person.id, person.email, person.name, person.password_hash AS "passwordHash", person.role,
       person.disabled_at AS "disabledAt", person.created_at AS "createdAt", device.id AS "deviceId"
     FROM users person JOIN devices device ON device.user_id = person.id
     WHERE person.id = $1 AND person.disabled_at IS NULL
       AND device.installation_id = $2 AND device.revoked_at IS NULL
     FOR SHARE`,
    [held.userId, held.installationId],
  );
  const [row] = rows;
  if (row === undefined) return { status: 'not_open', state: 'withdrawn' };
  const { deviceId, ...user } = row;
  await client.query('UPDATE pairings SET exchanged_at = now() WHERE id = $1', [id]);
  await client.query(
    `INSERT INTO sessions (id, user_id, kind, device_id, user_agent, ip_address, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, 'app', $3, $4, $5, $6, $6, $7)`,
    [
      session.id,
      user.id,
      deviceId,
      session.userAgent,
      session.ipAddress,
      session.createdAt,
      session.expiresAt,
    ],
  );
  return { status: 'exchanged', user, deviceId };
}
