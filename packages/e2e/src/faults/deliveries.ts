import type { DeliveryState } from '@carillon/contracts/notifications';
import { isAccepted } from '@carillon/notifications/delivery-state';
import { expectLedgerInvariant } from '@carillon/testing/ledger-invariant';
import { expect } from 'vitest';
import type { Installation } from './installation.ts';

type Looked = Pick<Installation, 'database' | 'devices' | 'services'>;

/** Deliveries by state; those that are not there are absent. */
export async function countStates({ database }: Looked): Promise<Partial<Record<DeliveryState, number>>> {
  const { rows } = await database.pool.query<{ state: DeliveryState; devices: number }>(
    'SELECT state, count(*)::int AS devices FROM deliveries GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, devices }) => [state, devices]));
}

/** Deliveries that a provider took; 0 while the database does not answer. */
export async function countAccepted(installation: Looked): Promise<number> {
  const states = await countStates(installation).catch(() => ({}));
  return Object.entries(states)
    .filter(([state]) => isAccepted(state as DeliveryState))
    .reduce((sum, [, devices]) => sum + devices, 0);
}

/** Waits until so many deliveries are accepted. */
export async function waitForAccepted(
  installation: Looked,
  { atLeast, withinMs }: { readonly atLeast: number; readonly withinMs: number },
): Promise<void> {
  await expect
    .poll(() => countAccepted(installation), { timeout: withinMs, interval: 50 })
    .toBeGreaterThanOrEqual(atLeast);
}

/** Waits until the workers that run now have delivered something of what is left, so that they are in the midst of it. */
export async function waitForMore(
  installation: Looked,
  { than, withinMs }: { readonly than: number; readonly withinMs: number },
): Promise<void> {
  await expect
    .poll(() => countAccepted(installation), { timeout: withinMs, interval: 20 })
    .toBeGreaterThan(than);
}

/** Deliveries that some worker leased and has not written: what a worker that dies now may have sent. */
export async function countInFlight(installation: Looked): Promise<number> {
  return (await countStates(installation)).sending ?? 0;
}

/**
 * Lets the leases of dead workers end now, by the database's clock, instead of 30 s after they began. Rows that somebody
 * is writing are passed over.
 */
export async function endLeases({ database }: Looked): Promise<void> {
  await database.pool.query(`
    UPDATE deliveries SET next_attempt_at = now() - interval '1 second'
    WHERE (notification_id, device_id) IN (
      SELECT notification_id, device_id FROM deliveries WHERE next_attempt_at IS NOT NULL FOR UPDATE SKIP LOCKED
    )`);
}

/** What the push services saw. */
export interface Received {
  /** Messages taken, repeated ones too. */
  readonly taken: number;
  /** Of these, those whose device had the same notification already. */
  readonly repeated: number;
  /** Notifications shown beyond one for each delivery, when a device shows each notification id once. */
  readonly seenTwice: number;
}

/**
 * Checks the ledger against what the push services took (`expectLedgerInvariant`), by opening every message as its browser
 * would. What was sent twice must carry the id by which the service worker shows it once.
 */
export async function expectLedgerHolds(installation: Looked): Promise<Received> {
  const shown = new Set<string>();
  let taken = 0;
  for (const { deviceId, subscriptionId, service } of installation.devices) {
    for (const { payload } of service.messages(subscriptionId)) {
      taken += 1;
      shown.add(`${JSON.parse(payload ?? 'null').data.notification_id} ${deviceId}`);
    }
  }
  await expectLedgerInvariant(installation.database, shown);
  const seenTwice = shown.size - (await countAccepted(installation));
  return { taken, repeated: taken - shown.size, seenTwice };
}
