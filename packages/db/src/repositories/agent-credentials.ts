import type { AgentWrites } from '@carillon/push/ports-agents';
import { noticeInboxes } from '../inbox-channel.ts';
import type { Queryable } from './queryable.ts';

/** The part of a registry's transaction that concerns agents' credentials. */
export function createAgentWrites(tx: Queryable): AgentWrites {
  return {
    async insertCredential({ id, deviceId, secretHash, signingKey, keyId }) {
      await tx.query(
        `INSERT INTO agent_credentials (id, device_id, secret_hash, signing_key, key_id)
         VALUES ($1, $2, $3, $4, $5)`,
        [id, deviceId, secretHash, signingKey, keyId],
      );
    },

    async retireCredentials(deviceId, graceSeconds) {
      await tx.query(
        'DELETE FROM agent_credentials WHERE device_id = $1 AND (expires_at IS NOT NULL OR $2 = 0)',
        [deviceId, graceSeconds],
      );
      const { rows } = await tx.query<{ expiresAt: Date }>(
        `UPDATE agent_credentials SET expires_at = now() + make_interval(secs => $2)
         WHERE device_id = $1 RETURNING expires_at AS "expiresAt"`,
        [deviceId, graceSeconds],
      );
      // Who waits for messages with a secret that ended is told at once that they wait for nothing.
      if (graceSeconds === 0) await noticeInboxes(tx, [deviceId]);
      return rows[0]?.expiresAt ?? null;
    },
  };
}
