import type { DeliveryState } from '@carillon/contracts/notifications';
import type { Database } from '@carillon/db/client';
import { isAccepted, isSettled } from '@carillon/notifications/delivery-state';
import { expect } from 'vitest';

interface Row {
  readonly pair: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly finals: number;
  readonly counted: number;
  /** Times that the provider took the message and said later, by a receipt, that it did not deliver it. */
  readonly takenBack: number;
}

const ROWS = `
  SELECT notification_id || ' ' || device_id AS pair, state, attempts,
    (SELECT count(*)::int FROM delivery_events event
     WHERE event.notification_id = delivery.notification_id AND event.device_id = delivery.device_id
       AND event.kind IN ('accepted', 'failed', 'expired', 'suppressed', 'cancelled')) AS finals,
    (SELECT count(*)::int FROM delivery_events event
     WHERE event.notification_id = delivery.notification_id AND event.device_id = delivery.device_id
       AND event.attempt IS NOT NULL) AS counted,
    (SELECT count(*)::int FROM delivery_events receipt
     WHERE receipt.notification_id = delivery.notification_id AND receipt.device_id = delivery.device_id
       AND receipt.kind = 'receipt' AND EXISTS (
         SELECT FROM delivery_events decision
         WHERE decision.notification_id = receipt.notification_id AND decision.device_id = receipt.device_id
           AND decision.kind IN ('failed', 'retry') AND decision.attempt IS NULL
           AND decision.at = receipt.at AND decision.id > receipt.id
       )) AS "takenBack"
  FROM deliveries delivery`;

/** Where the counts that are kept and the rows differ. */
const WRONG_COUNTS = `
  SELECT notification_id, channel, state, kept.devices AS kept, counted.devices AS counted
  FROM (
    SELECT notification_id, channel, state, sum(devices)::int AS devices FROM notification_counts
    GROUP BY 1, 2, 3 HAVING sum(devices) <> 0
  ) AS kept
  FULL JOIN (
    SELECT notification_id, channel, state, count(*)::int AS devices FROM deliveries GROUP BY 1, 2, 3
  ) AS counted USING (notification_id, channel, state)
  WHERE kept.devices IS DISTINCT FROM counted.devices`;

/**
 * What must hold after anything that was sent (docs/delivery.md): the counts that are kept equal the rows; a row was decided
 * at most once, and exactly once if nothing is to come; every attempt that counts left its event; and the accepted rows
 * are exactly the pairs of notification and device that providers took. A receipt by which a provider takes its word back
 * counts as the accepted decision that it ends: such a row was taken, and was decided once more for each.
 *
 * @param accepted pairs `<notification> <device>` that providers accepted, each once, however often they were hit
 */
export async function expectLedgerInvariant(
  { pool }: Pick<Database, 'pool'>,
  accepted: ReadonlySet<string>,
): Promise<void> {
  const { rows } = await pool.query<Row>(ROWS);
  expect((await pool.query(WRONG_COUNTS)).rows).toEqual([]);
  // Those that are wrong alone are compared: an expectation for each of 100k rows would take minutes.
  const decidedWrongly = rows.filter(
    ({ state, finals, takenBack }) => finals - takenBack !== finalsOf(state, finals - takenBack),
  );
  expect(decidedWrongly).toEqual([]);
  expect(rows.filter(({ attempts, counted }) => attempts !== counted)).toEqual([]);
  const acceptedRows = rows
    .filter(({ state, takenBack }) => isAccepted(state) || takenBack > 0)
    .map(({ pair }) => pair);
  expect(acceptedRows.toSorted()).toEqual([...accepted].toSorted());
}

/** A device's own report may have come instead of the worker's decision. */
function finalsOf(state: DeliveryState, finals: number): number {
  if (!isSettled(state)) return 0;
  const isReported = isAccepted(state) && state !== 'accepted';
  return isReported ? Math.min(finals, 1) : 1;
}
