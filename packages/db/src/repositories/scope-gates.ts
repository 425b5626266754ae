import { BREAKER } from '@carillon/push/dispatch/breaker';
import type { GateStore, StoredGate } from '@carillon/push/dispatch/gate-keeper';
import type { Database } from '../client.ts';

const ms = (expression: string | number): string => `(${expression}) * interval '1 millisecond'`;
const STAGES = `ARRAY[${BREAKER.stages.join(', ')}]`;
/** Messages of the stage that the row is in. */
const SIZE = `(${STAGES})[gate.stage]`;
const IS_FORGOTTEN = `gate.until < clock_timestamp() - ${ms(BREAKER.forgottenMs)}`;
/** Nobody took a permit or told of one for a while: those that are out will not be heard of any more. */
const ARE_PERMITS_LOST = `gate.updated_at < clock_timestamp() - ${ms(BREAKER.lostPermitMs)}`;

const READ = `
  SELECT scope, reason, (extract(epoch FROM until - clock_timestamp()) * 1000)::float8 AS "remainingMs", stage,
    CASE WHEN ${ARE_PERMITS_LOST} AND stage > 0 THEN ${SIZE} ELSE permits END AS permits
  FROM scope_gates gate
  WHERE until > clock_timestamp() OR (stage > 0 AND NOT ${IS_FORGOTTEN})`;

/** A breaker keeps its own reason: by it the messages that it lets pass are judged. */
const CLOSE = `
  INSERT INTO scope_gates AS gate (scope, until, reason)
  VALUES ($1, clock_timestamp() + ${ms('$2')}, $3)
  ON CONFLICT (scope) DO UPDATE SET
    until = EXCLUDED.until, updated_at = clock_timestamp(),
    reason = CASE WHEN gate.stage > 0 THEN gate.reason ELSE EXCLUDED.reason END
  WHERE gate.until < EXCLUDED.until`;

const TRIP = `
  INSERT INTO scope_gates AS gate (scope, until, reason, stage, permits, closings)
  VALUES ($1, clock_timestamp() + ${ms('$2')}, $3, 1, ${BREAKER.stages[0]}, 1)
  ON CONFLICT (scope) DO UPDATE SET
    until = greatest(gate.until, EXCLUDED.until), reason = EXCLUDED.reason, stage = 1, permits = EXCLUDED.permits,
    passed = 0, failed = 0, closings = 1, updated_at = clock_timestamp()
  WHERE gate.stage = 0 OR ${IS_FORGOTTEN}`;

const TAKE = `
  UPDATE scope_gates gate SET
    permits = CASE WHEN permits > 0 THEN permits ELSE ${SIZE} END - 1,
    passed = CASE WHEN permits > 0 THEN passed ELSE 0 END,
    failed = CASE WHEN permits > 0 THEN failed ELSE 0 END,
    updated_at = clock_timestamp()
  WHERE scope = $1 AND stage > 0 AND until <= clock_timestamp() AND (permits > 0 OR ${ARE_PERMITS_LOST})`;

const FAILED = `(gate.failed + $3) * 2 > ${SIZE}`;
const PASSED = `(gate.passed + $2) * 2 > ${SIZE}`;
const LAST = BREAKER.stages.length;

/** One statement, so that reports that come at once are counted one after the other. */
const REPORT = `
  UPDATE scope_gates gate SET
    stage = CASE WHEN ${FAILED} THEN 1 WHEN ${PASSED} THEN (stage + 1) % ${LAST + 1} ELSE stage END,
    permits = CASE
      WHEN ${FAILED} THEN ${BREAKER.stages[0]}
      WHEN ${PASSED} THEN coalesce((${STAGES})[stage + 1], 0) ELSE permits END,
    passed = CASE WHEN ${FAILED} OR ${PASSED} THEN 0 ELSE passed + $2 END,
    failed = CASE WHEN ${FAILED} OR ${PASSED} THEN 0 ELSE failed + $3 END,
    closings = CASE
      WHEN ${FAILED} THEN least(closings + 1, 100)
      WHEN ${PASSED} AND stage = ${LAST} THEN 0 ELSE closings END,
    until = CASE
      WHEN ${FAILED} THEN clock_timestamp()
        + ${ms(`least(${BREAKER.maxClosedMs}, ${BREAKER.closedMs.server_failing} * 2.0 ^ least(closings, 10))`)}
      WHEN ${PASSED} AND stage < ${LAST} THEN clock_timestamp() + ${ms(BREAKER.pauseMs)}
      ELSE until END,
    updated_at = clock_timestamp()
  WHERE scope = $1 AND stage > 0 AND until <= clock_timestamp()
  RETURNING passed = 0 AND failed = 0 AS "isDecided"`;

/** Closed scopes, for all workers; times by the database's clock. */
export function createGateStore({ pool }: Pick<Database, 'pool'>): GateStore {
  return {
    async readClosed() {
      const { rows } = await pool.query<StoredGate>({ name: 'scope_gates_read', text: READ });
      return rows;
    },
    async close({ scope, closedMs, reason }) {
      await pool.query(CLOSE, [scope, closedMs, reason]);
    },
    async trip({ scope, reason }) {
      await pool.query(TRIP, [scope, BREAKER.closedMs[reason], reason]);
    },
    async takePermit(scope) {
      const { rowCount } = await pool.query(TAKE, [scope]);
      return rowCount === 1;
    },
    async reportProbe(scope, result) {
      const counted = result === 'passed' ? [1, 0] : [0, 1];
      const { rows } = await pool.query<{ isDecided: boolean }>(REPORT, [scope, ...counted]);
      // From now on it is judged by what comes, not by the outcomes for which it was closed.
      if (result === 'passed' && rows[0]?.isDecided) {
        await pool.query('DELETE FROM outcome_windows WHERE scope = $1', [scope]);
      }
    },
  };
}
