import type { Queryable } from './queryable.ts';
import { ADVISORY_LOCKS } from './registry-locks.ts';

/** Within this distance of the cap the devices are counted; farther away an estimate is certain enough. */
const COUNTING_DISTANCE = 100_000;
/** No row is smaller: its header, two ids, three times, and the rest at its shortest. */
const SMALLEST_ROW_BYTES = 100;

/**
 * Whether the instance has `max` active devices or more (REG-17). Counting a million rows at each registration would cost
 * more than the registration, hence far from the cap an estimate decides: PostgreSQL's own, scaled to the table's present size
 * as its planner does, and before it has one, as many rows as fit into that size. Near the cap devices are counted under a
 * lock that is held to the end of the transaction, so that the cap holds however many register at once.
 */
export async function instanceReachesCap(tx: Queryable, max: number): Promise<boolean> {
  if ((await estimateDevices(tx)) + COUNTING_DISTANCE < max) return false;
  await tx.query('SELECT pg_advisory_xact_lock($1, 0)', [ADVISORY_LOCKS.instanceCap]);
  const { rows } = await tx.query<{ reached: boolean }>(
    `SELECT count(*) >= $1 AS reached
     FROM (SELECT 1 FROM devices WHERE revoked_at IS NULL LIMIT $1) AS active`,
    [max],
  );
  return rows[0]?.reached === true;
}

/** Revoked devices included, so that it errs towards counting. */
async function estimateDevices(tx: Queryable): Promise<number> {
  const { rows } = await tx.query<{ estimate: number }>(
    `SELECT CASE
       WHEN reltuples >= 0 AND relpages > 0 THEN
         reltuples / relpages * (pg_relation_size(oid) / current_setting('block_size')::int)
       ELSE pg_relation_size(oid)::float8 / $1
     END AS estimate
     FROM pg_class WHERE oid = 'devices'::regclass`,
    [SMALLEST_ROW_BYTES],
  );
  // There is such a table.
  return (rows[0] as { estimate: number }).estimate;
}
