import type { DeviceId, NotificationId } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import type { DeliveryState } from '@carillon/contracts/notifications';
import type { Channel } from '@carillon/contracts/providers';
import type { DeliveryOutcome } from '@carillon/notifications/ports';
import type pg from 'pg';
import { v7 } from 'uuid';
import { noticeInboxes } from '../inbox-channel.ts';
import { cancelReturned } from './ledger-cancel.ts';
import { retryPassing } from './transaction.ts';

/** A token that failed this often without a success in between, for this long, is retired (docs/delivery.md). */
const UNREACHABLE_FAILURES = 5;
const UNREACHABLE_AFTER = '7 days';
/**
 * A device that registered anew while an attempt failed gets the message at its new registration; after twice as long each
 * time, and only so often, since some register the same dead token again and again.
 */
const RENEWED_RETRY = `interval '2 seconds' * power(2, delivery.attempts)`;
const hasAttemptsLeft = (attempts: string): string => `${attempts} < ${LIMITS.maxAttempts}`;
/** When a provider that says later what became of a message is first asked. */
const FIRST_RECEIPT = `${LIMITS.receiptCheckMinutes[0]} minutes`;

/** The columns of a batch of outcomes: name, SQL type, and where each value comes from. */
const COLUMNS: readonly (readonly [
  name: string,
  type: string,
  value: (outcome: DeliveryOutcome) => unknown,
])[] = [
  ['device_id', 'uuid', (outcome) => outcome.deviceId],
  ['lease_epoch', 'int', (outcome) => outcome.leaseEpoch],
  ['state', 'delivery_state', (outcome) => outcome.state],
  ['reason', 'text', (outcome) => outcome.reason],
  ['attempted', 'boolean', (outcome) => outcome.attempted],
  ['refused', 'boolean', (outcome) => outcome.refused],
  ['duration_ms', 'int', (outcome) => outcome.durationMs],
  ['due_in_ms', 'float8', (outcome) => outcome.dueInMs],
  ['provider_message_id', 'text', (outcome) => outcome.providerMessageId],
  ['error_code', 'text', (outcome) => outcome.errorCode],
  ['token_id', 'uuid', (outcome) => outcome.tokenId],
  ['effect', 'text', (outcome) => outcome.tokenEffect?.kind ?? null],
  ['may_retire', 'boolean', ({ tokenEffect }) => tokenEffect?.kind === 'failure' && tokenEffect.mayRetire],
  [
    'invalid_since',
    'timestamptz',
    ({ tokenEffect }) => (tokenEffect?.kind === 'invalid' ? tokenEffect.invalidSince : null),
  ],
  [
    'environment',
    'push_environment',
    ({ tokenEffect }) => (tokenEffect?.kind === 'accepted' ? tokenEffect.environment : null),
  ],
  ['event', 'delivery_event_kind', (outcome) => outcome.event],
  ['event_id', 'uuid', () => v7()],
  [
    'retired_event_id',
    'uuid',
    ({ tokenEffect }) => (tokenEffect === null || tokenEffect.kind === 'accepted' ? null : v7()),
  ],
];

const NAMES = COLUMNS.map(([name]) => name).join(', ');
const ARRAYS = COLUMNS.map(([, type], index) => `$${index + 3}::${type}[]`).join(', ');

const GOES_TO_RENEWED = `(outcome.renewed AND ${hasAttemptsLeft('delivery.attempts + outcome.attempted::int')})`;

/** What the device itself has said already outweighs what the worker knows. */
const REPORTED = `CASE
  WHEN delivery.clicked_at IS NOT NULL THEN 'clicked'::delivery_state
  WHEN delivery.displayed_at IS NOT NULL THEN 'displayed'
  WHEN delivery.received_at IS NOT NULL THEN 'received'
END`;

/**
 * One statement: the outcomes that the lease still covers, their events, and what they do to tokens. Tokens are locked
 * in the order of their ids, since two messages to the same devices are written at once.
 *
 * Both halves of the rows' key come from the batch. Were the notification's id a parameter there, the planner could choose
 * to read all of its rows, of which there may be a million, to find these few.
 */
const WRITE = `
  WITH given AS (
    SELECT $1::uuid AS notification_id, batch.* FROM unnest(${ARRAYS}) AS batch (${NAMES})
  ), outcome AS (
    SELECT given.*, given.effect = 'invalid' AND EXISTS (
      SELECT 1 FROM push_tokens renewed
      WHERE renewed.device_id = given.device_id AND renewed.active
        AND renewed.registered_at > coalesce(given.invalid_since, $2)
    ) AS renewed
    FROM given
  ), written AS (
    UPDATE deliveries delivery SET
      state = coalesce(${REPORTED}, CASE WHEN ${GOES_TO_RENEWED} THEN 'pending' ELSE outcome.state END),
      reason = CASE WHEN ${GOES_TO_RENEWED} THEN 'token_renewed' ELSE outcome.reason END,
      next_attempt_at = CASE
        WHEN ${REPORTED} IS NOT NULL THEN NULL
        WHEN ${GOES_TO_RENEWED} THEN now() + ${RENEWED_RETRY}
        WHEN outcome.state = 'pending' THEN now() + outcome.due_in_ms * interval '1 millisecond'
      END,
      attempts = delivery.attempts + outcome.attempted::int,
      refusals = delivery.refusals + outcome.refused::int,
      token_id = coalesce(outcome.token_id, delivery.token_id),
      provider_message_id = coalesce(outcome.provider_message_id, delivery.provider_message_id),
      error_code = outcome.error_code,
      duration_ms = coalesce(outcome.duration_ms, delivery.duration_ms),
      last_attempt_at = CASE WHEN outcome.attempted THEN now() ELSE delivery.last_attempt_at END,
      accepted_at = CASE WHEN outcome.state = 'accepted' THEN now() ELSE delivery.accepted_at END,
      receipt_due_at = CASE
        WHEN delivery.channel = 'expo' AND outcome.state = 'accepted' AND outcome.provider_message_id IS NOT NULL
             AND ${REPORTED} IS NULL
             AND EXISTS (SELECT 1 FROM push_tokens used WHERE used.id = outcome.token_id AND used.provider = 'expo')
          THEN now() + interval '${FIRST_RECEIPT}'
      END,
      updated_at = now()
    FROM outcome
    WHERE delivery.notification_id = outcome.notification_id AND delivery.device_id = outcome.device_id
      AND delivery.lease_epoch = outcome.lease_epoch AND delivery.state = 'sending'
    RETURNING delivery.device_id, delivery.state, delivery.attempts, delivery.channel,
      outcome.renewed AND ${hasAttemptsLeft('delivery.attempts')} AS goes_to_renewed
  ), traced AS (
    INSERT INTO delivery_events (notification_id, device_id, id, kind, attempt, reason, provider_code, duration_ms)
    SELECT $1, device_id, event_id,
           CASE WHEN goes_to_renewed THEN 'retry' ELSE outcome.event END,
           CASE WHEN outcome.attempted THEN written.attempts END,
           CASE WHEN goes_to_renewed THEN 'token_renewed' ELSE outcome.reason END,
           outcome.error_code, outcome.duration_ms
    FROM written JOIN outcome USING (device_id)
    WHERE outcome.event IS NOT NULL OR goes_to_renewed
  ), affected AS MATERIALIZED (
    SELECT token.id, outcome.device_id, outcome.effect, outcome.environment, outcome.reason, outcome.retired_event_id,
      CASE
        WHEN outcome.effect = 'invalid' AND token.registered_at <= coalesce(outcome.invalid_since, $2)
          THEN 'invalid'
        WHEN outcome.effect = 'failure' AND outcome.may_retire
             AND token.failure_count + 1 >= ${UNREACHABLE_FAILURES}
             AND token.first_failure_at <= now() - interval '${UNREACHABLE_AFTER}'
          THEN 'unreachable'
      END AS retire_reason
    FROM written
    JOIN outcome USING (device_id)
    JOIN push_tokens token ON token.id = outcome.token_id AND token.active
    WHERE outcome.effect IS NOT NULL
    ORDER BY token.id
    FOR UPDATE OF token
  ), marked AS (
    UPDATE push_tokens token SET
      last_used_at = CASE WHEN affected.effect = 'accepted' THEN now() ELSE token.last_used_at END,
      environment = coalesce(affected.environment, token.environment),
      failure_count = CASE affected.effect
        WHEN 'accepted' THEN 0 WHEN 'failure' THEN token.failure_count + 1 ELSE token.failure_count END,
      first_failure_at = CASE affected.effect
        WHEN 'accepted' THEN NULL WHEN 'failure' THEN coalesce(token.first_failure_at, now())
        ELSE token.first_failure_at END,
      last_failure_at = CASE WHEN affected.effect = 'accepted' THEN token.last_failure_at ELSE now() END,
      last_failure_reason = CASE WHEN affected.effect = 'accepted' THEN token.last_failure_reason ELSE affected.reason END,
      quarantine_reason = CASE WHEN affected.effect = 'quarantine' THEN affected.reason ELSE token.quarantine_reason END,
      active = affected.retire_reason IS NULL,
      ciphertext = CASE WHEN affected.retire_reason IS NULL THEN token.ciphertext END,
      key_id = CASE WHEN affected.retire_reason IS NULL THEN token.key_id END,
      revoked_at = CASE WHEN affected.retire_reason IS NOT NULL THEN now() END,
      revoke_reason = affected.retire_reason,
      updated_at = CASE WHEN affected.effect = 'accepted' THEN token.updated_at ELSE now() END
    FROM affected WHERE token.id = affected.id
  ), retired AS (
    INSERT INTO delivery_events (notification_id, device_id, id, kind, reason)
    SELECT $1, device_id, retired_event_id, 'token_retired',
           CASE retire_reason WHEN 'unreachable' THEN 'unreachable' ELSE reason END
    FROM affected WHERE retire_reason IS NOT NULL
  )
  SELECT device_id AS "deviceId", state, channel FROM written`;

interface WrittenRow {
  readonly deviceId: DeviceId;
  readonly state: DeliveryState;
  readonly channel: Channel;
}

/** @see Ledger.write */
export async function writeOutcomes(
  pool: pg.Pool,
  batch: {
    readonly id: NotificationId;
    readonly leasedAt: Date;
    readonly outcomes: readonly DeliveryOutcome[];
  },
): Promise<{ deviceId: DeviceId; state: DeliveryState }[]> {
  const { id, leasedAt, outcomes } = batch;
  const values = COLUMNS.map(([, , value]) => outcomes.map(value));
  const written = await retryPassing(async () => {
    // Not prepared: a plan that was made while the table was small must not outlive that.
    const { rows } = await pool.query<WrittenRow>(WRITE, [id, leasedAt, ...values]);
    return rows;
  });
  await noticeInboxes(
    pool,
    written.flatMap(({ deviceId, state, channel }) =>
      channel === 'inbox' && state === 'accepted' ? [deviceId] : [],
    ),
  );
  const waiting = written.flatMap(({ deviceId, state }) => (state === 'pending' ? [deviceId] : []));
  const cancelled = await cancelReturned(pool, id, waiting);
  return written.map(({ deviceId, state }) => ({
    deviceId,
    state: cancelled.has(deviceId) ? 'cancelled' : state,
  }));
}
