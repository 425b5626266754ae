import type { DeviceId } from '@carillon/contracts/ids';
import type { DeviceBatches, EndedDevice } from '@carillon/push/ports-device-batches';
import { noticeInboxes } from '../inbox-channel.ts';
import type { Queryable } from './queryable.ts';

/** The part of a registry's transaction that concerns many devices at once: a few statements for any number (REG-14). */
export function createDeviceBatches(tx: Queryable): DeviceBatches {
  return {
    async existing(ids) {
      const { rows } = await tx.query<{ id: DeviceId }>(
        'SELECT id FROM devices WHERE id = ANY ($1::uuid[])',
        [ids],
      );
      return rows.map(({ id }) => id);
    },

    async findAgentsNamed(userId, names) {
      const { rows } = await tx.query<{ id: DeviceId; name: string }>(
        `SELECT id, name FROM devices
         WHERE user_id = $1 AND name = ANY ($2::text[]) AND kind = 'agent' AND revoked_at IS NULL`,
        [userId, names],
      );
      return rows;
    },

    revoke: (revocation) => revoke(tx, revocation),

    async rename({ userId, names, at }) {
      const ids = names.map(({ id }) => id);
      // The unique index looks at row after row. Names are trimmed, so that nobody's begins with a space.
      await tx.query(
        `UPDATE devices SET name = ' ' || id
         WHERE user_id = $1 AND id = ANY ($2::uuid[]) AND kind = 'agent' AND revoked_at IS NULL`,
        [userId, ids],
      );
      await tx.query(
        `UPDATE devices SET name = given.name, updated_at = $4
         FROM unnest($2::uuid[], $3::text[]) AS given (id, name)
         WHERE devices.id = given.id AND devices.user_id = $1`,
        [userId, ids, names.map(({ name }) => name), at],
      );
    },
  };
}

type Revocation = Parameters<DeviceBatches['revoke']>[0];

/** Rows are locked in the order of their ids, like everywhere, so that nothing waits in a circle. */
async function revoke(tx: Queryable, { userId, deviceIds, exceptSessionId, at }: Revocation) {
  const { rows: devices } = await tx.query<{ id: DeviceId }>(
    `UPDATE devices SET revoked_at = $3, updated_at = $3
     WHERE user_id = $1 AND id = ANY ($2::uuid[]) AND revoked_at IS NULL
     RETURNING id`,
    [userId, deviceIds, at],
  );
  const revoked = devices.map(({ id }) => id);
  const tokens = await endTokens(tx, revoked, at);
  const sessions = await endSessions(tx, { revoked, exceptSessionId, at });
  await tx.query('DELETE FROM agent_credentials WHERE device_id = ANY ($1::uuid[])', [revoked]);
  // A revoked agent that waits for messages is told at once that it waits for nothing.
  await noticeInboxes(tx, revoked);
  return revoked.map(
    (deviceId): EndedDevice => ({
      deviceId,
      endedSessions: sessions.filter((session) => session.deviceId === deviceId).length,
      endedTokens: tokens
        .filter((token) => token.deviceId === deviceId)
        .map(({ deviceId: _, ...token }) => token),
    }),
  );
}

type EndedToken = EndedDevice['endedTokens'][number] & { readonly deviceId: DeviceId };

async function endTokens(tx: Queryable, revoked: readonly DeviceId[], at: Date): Promise<EndedToken[]> {
  const { rows } = await tx.query<EndedToken>(
    `WITH live AS MATERIALIZED (
       SELECT id FROM push_tokens WHERE device_id = ANY ($1::uuid[]) AND active ORDER BY id FOR UPDATE
     )
     UPDATE push_tokens p
     SET active = false, ciphertext = NULL, key_id = NULL, revoked_at = $2, revoke_reason = 'device_revoked', updated_at = $2
     FROM live WHERE p.id = live.id
     RETURNING p.id AS "tokenId", p.provider, p.device_id AS "deviceId"`,
    [revoked, at],
  );
  return rows;
}

async function endSessions(
  tx: Queryable,
  {
    revoked,
    exceptSessionId,
    at,
  }: Pick<Revocation, 'exceptSessionId' | 'at'> & { revoked: readonly DeviceId[] },
): Promise<{ readonly deviceId: DeviceId }[]> {
  const { rows } = await tx.query<{ deviceId: DeviceId }>(
    `UPDATE sessions SET revoked_at = $3, revoke_reason = 'device_revoked'
     WHERE id IN (
       SELECT id FROM sessions
       WHERE device_id = ANY ($1::uuid[]) AND revoked_at IS NULL AND expires_at > $3 AND id IS DISTINCT FROM $2::uuid
       ORDER BY id FOR UPDATE
     )
     RETURNING device_id AS "deviceId"`,
    [revoked, exceptSessionId, at],
  );
  return rows;
}
