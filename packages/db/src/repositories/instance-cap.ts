import type { Queryable } from './queryable.ts';
import { ADVISORY_LOCKS } from './registry-locks.ts';

/** Within this distance of the cap the devices are counted; farther away the planner's estimate is certain enough. */
const COUNTING_DISTANCE = 100_000;

/**
 * Whether the instance has `max` active devices or more (REG-17). Counting a million rows at each registration would cost
 * more than the registration, hence far from the cap PostgreSQL's own estimate decides, scaled to the table's present size
 * as its planner does. Near the cap, and while there is no estimate, devices are counted under a lock that is held to the
 * end of the transaction, so that the cap holds however many register at once.
 */
export async function instanceReachesCap(tx: Queryable, max: number): Promise<boolean> {
  const estimate = await estimateDevices(tx);
  if (estimate !== null && estimate + COUNTING_DISTANCE < max) return false;
  await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [ADVISORY_LOCKS.instanceCap]);
  const { rows } = await tx.query<{ reached: boolean }>(
    `SELECT count(*) >= $1 AS reached
     FROM (SELECT 1 FROM devices WHERE revoked_at IS NULL LIMIT $1) AS active`,
    [max],
  );
  return rows[0]?.reached === true;
}

/** Revoked devices included, so that it errs towards counting. Null when the table was never analysed. */
async function estimateDevices(tx: Queryable): Promise<number | null> {
  const { rows } = await tx.query<{ estimate: number | null }>(
    `SELECT CASE WHEN reltuples >= 0 AND relpages > 0 THEN
       reltuples / relpages * (pg_relation_size(oid) / current_setting('block_size')::int)
     END AS estimate
     FROM pg_class WHERE oid = 'devices'::regclass`,
  );
  return rows[0]?.estimate ?? null;
}
