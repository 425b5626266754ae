import type {
  AwaitedReceipt,
  ProviderReceiptStore,
  ReceiptFinding,
  WrittenFinding,
} from '@carillon/notifications/ports-provider-receipts';
import { v7 } from 'uuid';
import type { Database } from '../client.ts';
import { retryPassing } from './transaction.ts';

/** The time until which a row is claimed is what the claim is known by, hence to the millisecond that a Date holds. */
const CLAIM = `
  WITH due AS (
    SELECT notification_id, device_id FROM deliveries
    WHERE receipt_due_at <= now()
    ORDER BY receipt_due_at LIMIT $1
    FOR UPDATE SKIP LOCKED
  )
  UPDATE deliveries delivery SET
    receipt_due_at = date_trunc('milliseconds', now() + $2 * interval '1 millisecond')
  FROM due JOIN notifications notification ON notification.id = due.notification_id
  WHERE delivery.notification_id = due.notification_id AND delivery.device_id = due.device_id
  RETURNING delivery.notification_id AS "notificationId", delivery.device_id AS "deviceId",
    delivery.provider_message_id AS "ticketId", delivery.attempts, delivery.refusals, delivery.accepted_at AS "acceptedAt",
    notification.expires_at AS "expiresAt", delivery.receipt_due_at AS "claimedUntil", now() AS now`;

interface ClaimedRow extends AwaitedReceipt {
  readonly claimedUntil: Date;
  readonly now: Date;
}

/**
 * Between the beginning of an attempt and its being written lie its length and this. A token that was registered again in
 * that time is left alone.
 */
const WRITING_TIME = '1 second';

/** The columns of a batch of findings: name, SQL type, and where each value comes from. */
const COLUMNS: readonly (readonly [
  name: string,
  type: string,
  value: (written: WrittenFinding) => unknown,
])[] = [
  ['notification_id', 'uuid', ({ notificationId }) => notificationId],
  ['device_id', 'uuid', ({ deviceId }) => deviceId],
  ['kind', 'text', ({ finding }) => finding.kind],
  ['reason', 'text', ({ finding }) => ('reason' in finding ? finding.reason : null)],
  ['error_code', 'text', ({ finding }) => ('errorCode' in finding ? finding.errorCode : null)],
  ['due_in_ms', 'float8', ({ finding }) => ('dueInMs' in finding ? finding.dueInMs : null)],
  ['refused', 'boolean', ({ finding }) => finding.kind === 'retry' && finding.refused],
  ['retires_token', 'boolean', ({ finding }) => finding.kind === 'failed' && finding.retiresToken],
  // In the order of the steps: they are sorted by these.
  ['receipt_event_id', 'uuid', () => v7()],
  ['decision_event_id', 'uuid', () => v7()],
  ['retired_event_id', 'uuid', () => v7()],
];
const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ARRAYS = COLUMNS.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ');

/**
 * One statement: findings whose claim still holds, their steps, what they do to tokens, and that a notification with a
 * message that goes out again is on its way again. Of a message that its device reported itself, the receipt is noted and
 * changes nothing.
 */
const WRITE = `
  WITH finding AS (
    SELECT * FROM unnest(${ARRAYS}) AS finding (${NAMES})
  ), held AS (
    SELECT finding.*, delivery.state = 'accepted' AS is_open
    FROM finding JOIN deliveries delivery USING (notification_id, device_id)
    WHERE delivery.receipt_due_at = $1
    ORDER BY notification_id, device_id
    FOR UPDATE OF delivery
  ), written AS (
    UPDATE deliveries delivery SET
      receipt_due_at = CASE
        WHEN held.kind IN ('absent', 'unasked') THEN now() + held.due_in_ms * interval '1 millisecond' END,
      receipt_checks = CASE held.kind
        WHEN 'unasked' THEN delivery.receipt_checks WHEN 'retry' THEN 0 ELSE delivery.receipt_checks + 1 END,
      refusals = delivery.refusals + (held.is_open AND held.refused)::int,
      state = CASE
        WHEN held.is_open AND held.kind = 'failed' THEN 'failed'
        WHEN held.is_open AND held.kind = 'retry' THEN 'pending'
        ELSE delivery.state END,
      reason = CASE WHEN held.is_open THEN coalesce(held.reason, delivery.reason) ELSE delivery.reason END,
      error_code = CASE
        WHEN held.is_open AND held.kind IN ('failed', 'retry') THEN held.error_code ELSE delivery.error_code END,
      next_attempt_at = CASE
        WHEN held.is_open AND held.kind = 'retry' THEN now() + held.due_in_ms * interval '1 millisecond'
        ELSE delivery.next_attempt_at END,
      updated_at = now()
    FROM held
    WHERE delivery.notification_id = held.notification_id AND delivery.device_id = held.device_id
    RETURNING delivery.notification_id, delivery.device_id, delivery.token_id, held.is_open,
      delivery.last_attempt_at - delivery.duration_ms * interval '1 millisecond' - interval '${WRITING_TIME}'
        AS attempted_at
  ), step AS (
    SELECT * FROM written JOIN finding USING (notification_id, device_id)
  ), noted AS (
    INSERT INTO delivery_events (notification_id, device_id, id, kind, reason, provider_code)
    SELECT notification_id, device_id, receipt_event_id, 'receipt'::delivery_event_kind, reason, error_code
    FROM step WHERE kind IN ('ok', 'unknown', 'failed', 'retry')
    UNION ALL
    SELECT notification_id, device_id, decision_event_id, kind::delivery_event_kind, reason, error_code
    FROM step WHERE is_open AND kind IN ('failed', 'retry')
  ), reopened AS (
    UPDATE notifications SET status = 'sending', updated_at = now()
    WHERE status = 'done' AND id IN (SELECT notification_id FROM step WHERE is_open AND kind = 'retry')
  ), dead AS MATERIALIZED (
    SELECT token.id, step.notification_id, step.device_id, step.reason, step.retired_event_id
    FROM step JOIN push_tokens token ON token.id = step.token_id AND token.active
    WHERE step.is_open AND step.retires_token AND token.registered_at <= step.attempted_at
    ORDER BY token.id
    FOR UPDATE OF token
  ), retired AS (
    UPDATE push_tokens token SET
      active = false, ciphertext = NULL, key_id = NULL, revoked_at = now(), revoke_reason = 'invalid',
      last_failure_at = now(), last_failure_reason = dead.reason, updated_at = now()
    FROM dead WHERE token.id = dead.id
  ), traced AS (
    INSERT INTO delivery_events (notification_id, device_id, id, kind, reason)
    SELECT notification_id, device_id, retired_event_id, 'token_retired', reason
    FROM (SELECT DISTINCT ON (id) * FROM dead ORDER BY id) AS first
  )
  SELECT notification_id AS "notificationId", device_id AS "deviceId" FROM step WHERE is_open`;

/** Awaited receipts, by the database's clock. */
export function createProviderReceiptStore({ pool }: Pick<Database, 'pool'>): ProviderReceiptStore {
  return {
    async claim({ limit, leaseMs }) {
      const { rows } = await pool.query<ClaimedRow>({
        name: 'provider_receipts_claim',
        text: CLAIM,
        values: [limit, leaseMs],
      });
      const receipts = rows.map(({ claimedUntil: _, now: __, ...receipt }): AwaitedReceipt => receipt);
      return {
        receipts,
        claimedUntil: rows[0]?.claimedUntil ?? new Date(0),
        now: rows[0]?.now ?? new Date(0),
      };
    },

    async write(claimedUntil, findings) {
      const values = COLUMNS.map(([, , value]) => findings.map(value));
      const { rows } = await retryPassing(() =>
        // Not prepared: a plan that was made while the table was small must not outlive that.
        pool.query<Pick<WrittenFinding, 'notificationId' | 'deviceId'>>(WRITE, [claimedUntil, ...values]),
      );
      const findingOf = new Map<string, ReceiptFinding>();
      for (const { notificationId, deviceId, finding } of findings)
        findingOf.set(`${notificationId} ${deviceId}`, finding);
      return rows.flatMap(({ notificationId, deviceId }) => {
        const finding = findingOf.get(`${notificationId} ${deviceId}`);
        return finding === undefined ? [] : [{ notificationId, deviceId, finding }];
      });
    },
  };
}
