import type { Leased, LeasedToken, LeaseRequest } from '@carillon/notifications/ports';
import type pg from 'pg';
import {
  EFFECTIVE_PREFERENCES,
  PREFERENCE_JOINS,
  type StoredQuietHours,
  toQuietHours,
} from './preferences-effective.ts';

type Wanted = Leased['preferences'];

interface LeasedRow
  extends Omit<Leased, 'token' | 'preferences'>,
    Omit<LeasedToken, 'tokenId'>,
    Omit<Wanted, 'quietHours'> {
  readonly quietHours: StoredQuietHours | null;
  readonly tokenId: LeasedToken['tokenId'] | null;
  readonly leasedAt: Date;
}

/**
 * A row is taken when it is due, or when it is reserved for exactly this job. Rows that another transaction holds are
 * passed over: whoever holds them takes care of them.
 */
const LEASE = `
  WITH due AS (
    SELECT notification_id, device_id FROM deliveries
    WHERE notification_id = $1 AND device_id = ANY($2::uuid[]) AND channel = $3 AND state = 'pending'
      AND (next_attempt_at <= now() OR next_attempt_at = $4)
    ORDER BY device_id
    FOR UPDATE SKIP LOCKED
  ), leased AS (
    UPDATE deliveries SET
      state = 'sending', lease_epoch = lease_epoch + 1, updated_at = now(),
      next_attempt_at = now() + $5 * interval '1 millisecond'
    FROM due
    WHERE deliveries.notification_id = due.notification_id AND deliveries.device_id = due.device_id
    RETURNING deliveries.device_id, deliveries.lease_epoch, deliveries.attempts, deliveries.refusals, deliveries.reason
  )
  SELECT leased.device_id AS "deviceId", leased.lease_epoch AS "leaseEpoch", leased.attempts, leased.refusals,
         leased.reason,
         leased.reason IS NOT DISTINCT FROM 'worker_lost' AS "wasLost",
         owner.disabled_at IS NOT NULL AS "isOwnerDisabled",
         device.revoked_at IS NOT NULL AS "isRevoked",
         coalesce(device.muted_until > now(), false) AS "isMuted",
         device.user_id AS "ownerId", ${EFFECTIVE_PREFERENCES},
         token.id AS "tokenId", token.provider, token.environment, token.key_id AS "keyId", token.ciphertext,
         token.quarantine_reason AS "quarantineReason", token.vapid_key_id AS "vapidKeyId",
         now() AS "leasedAt"
  FROM leased
  JOIN devices device ON device.id = leased.device_id ${PREFERENCE_JOINS}
  LEFT JOIN users owner ON owner.id = device.user_id
  LEFT JOIN push_tokens token ON token.device_id = leased.device_id AND token.active`;

/** @see Ledger.lease */
export async function leaseDeliveries(
  pool: pg.Pool,
  request: LeaseRequest,
): Promise<{ leasedAt: Date; deliveries: Leased[] }> {
  const { id, deviceIds, channel, reservedUntil, leaseMs } = request;
  // Not prepared: a plan that was made while the table was small must not outlive that.
  const { rows } = await pool.query<LeasedRow>(LEASE, [id, deviceIds, channel, reservedUntil, leaseMs]);
  return { leasedAt: rows[0]?.leasedAt ?? new Date(0), deliveries: rows.map(toLeased) };
}

function toLeased(row: LeasedRow): Leased {
  const { deviceId, leaseEpoch, attempts, refusals, reason, wasLost, isRevoked, isMuted, tokenId } = row;
  const { ownerId, isOwnerDisabled, categories, quietHours, sound } = row;
  const { provider, environment, keyId, ciphertext, quarantineReason, vapidKeyId } = row;
  const token =
    tokenId === null
      ? null
      : { tokenId, provider, environment, keyId, ciphertext, quarantineReason, vapidKeyId };
  const preferences = { categories, quietHours: toQuietHours(quietHours), sound };
  return {
    deviceId,
    leaseEpoch,
    attempts,
    refusals,
    reason,
    wasLost,
    isOwnerDisabled,
    isRevoked,
    isMuted,
    ownerId,
    preferences,
    token,
  };
}
