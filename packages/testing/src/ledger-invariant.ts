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
}

const ROWS = `
  SELECT notification_id || ' ' || device_id AS pair, state, attempts,
    (SELECT count(*)::int FROM delivery_events event
     WHERE event.notification_id = delivery.notification_id AND event.device_id = delivery.device_id
       AND event.kind IN ('accepted', 'failed', 'expired', 'suppressed', 'cancelled')) AS finals,
    (SELECT count(*)::int FROM delivery_events event
     WHERE event.notification_id = delivery.notification_id AND event.device_id = delivery.device_id
       AND event.attempt IS NOT NULL) AS counted
  FROM deliveries delivery`;

/**
 * What must hold after anything that was sent (docs/delivery.md): the states' counts sum to the rows; a row was decided
 * at most once, and exactly once if nothing is to come; every attempt that counts left its event; and the accepted rows
 * are exactly the pairs of notification and device that providers took.
 *
 * @param accepted pairs `<notification> <device>` that providers accepted, each once, however often they were hit
 */
export async function expectLedgerInvariant(
  { pool }: Pick<Database, 'pool'>,
  accepted: ReadonlySet<string>,
): Promise<void> {
  const { rows } = await pool.query<Row>(ROWS);
  const counts = await pool.query<{ devices: number }>(
    'SELECT count(*)::int AS devices FROM deliveries GROUP BY notification_id, state',
  );
  expect(counts.rows.reduce((sum, { devices }) => sum + devices, 0)).toBe(rows.length);
  // Those that are wrong alone are compared: an expectation for each of 100k rows would take minutes.
  const decidedWrongly = rows.filter(({ state, finals }) => finals !== finalsOf(state, finals));
  expect(decidedWrongly).toEqual([]);
  expect(rows.filter(({ attempts, counted }) => attempts !== counted)).toEqual([]);
  const acceptedRows = rows.filter(({ state }) => isAccepted(state)).map(({ pair }) => pair);
  expect(acceptedRows.toSorted()).toEqual([...accepted].toSorted());
}

/** A device's own report may have come instead of the worker's decision. */
function finalsOf(state: DeliveryState, finals: number): number {
  if (!isSettled(state)) return 0;
  const isReported = isAccepted(state) && state !== 'accepted';
  return isReported ? Math.min(finals, 1) : 1;
}
