import type { AgentCredentialStore, LiveAgent } from '@carillon/auth/agents/ports';
import type { DeviceId, UserId } from '@carillon/contracts/ids';
import type { Database } from '../client.ts';

const FIND_LIVE = `
  SELECT device.id AS "deviceId", device.user_id AS "userId", now() AS now, credential.id,
    credential.secret_hash AS "secretHash", credential.signing_key AS ciphertext, credential.key_id AS "keyId"
  FROM devices device
  JOIN users owner ON owner.id = device.user_id
  JOIN agent_credentials credential ON credential.device_id = device.id
  WHERE device.id = $1 AND device.kind = 'agent' AND device.revoked_at IS NULL AND owner.disabled_at IS NULL
    AND (credential.expires_at IS NULL OR credential.expires_at > now())
  ORDER BY credential.expires_at DESC NULLS FIRST`;

interface Row {
  readonly deviceId: DeviceId;
  readonly userId: UserId;
  readonly now: Date;
  readonly id: string;
  readonly secretHash: string;
  readonly ciphertext: string;
  readonly keyId: string;
}

/** Agents' credentials as verifying them needs them; whoever asks has none yet, so that nobody's id stands in the queries. */
export function createAgentCredentialStore({ pool }: Pick<Database, 'pool'>): AgentCredentialStore {
  return {
    async findLive(deviceId) {
      const { rows } = await pool.query<Row>(FIND_LIVE, [deviceId]);
      return rows[0] === undefined ? null : toLiveAgent(rows[0], rows);
    },

    async claimNonce({ deviceId, nonce, until }) {
      // The key decides, whatever process asked. The agent may have been deleted meanwhile.
      const { rowCount } = await pool.query(
        `INSERT INTO signature_nonces (device_id, nonce, expires_at)
         SELECT id, $2, $3 FROM devices WHERE id = $1 AND revoked_at IS NULL
         ON CONFLICT DO NOTHING`,
        [deviceId, nonce, until],
      );
      return rowCount === 1;
    },

    async reseal({ credentialId, from, to }) {
      await pool.query(
        'UPDATE agent_credentials SET signing_key = $3, key_id = $4 WHERE id = $1 AND signing_key = $2',
        [credentialId, from.ciphertext, to.ciphertext, to.keyId],
      );
    },
  };
}

function toLiveAgent({ deviceId, userId, now }: Row, rows: readonly Row[]): LiveAgent {
  return {
    deviceId,
    userId,
    now,
    credentials: rows.map(({ id, secretHash, ciphertext, keyId }) => ({
      id,
      secretHash,
      signingKey: { keyId, ciphertext },
    })),
  };
}
