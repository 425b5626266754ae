import type { BREAKER } from '@carillon/push/dispatch/breaker';
import type { GateStore, StoredGate } from '@carillon/push/dispatch/gate-keeper';
import type { Database } from '../client.ts';

/** How breakers close and open: `BREAKER`, which this package knows by its type alone. */
type Breaker = typeof BREAKER;

const ms = (expression: string | number): string => `(${expression}) * interval '1 millisecond'`;

/** The statements of one way to close and to open gates. Times are the database's. */
function statementsOf(breaker: Breaker) {
  const stages = `ARRAY[${breaker.stages.join(', ')}]`;
  /** Messages of the stage that the row is in. */
  const size = `(${stages})[gate.stage]`;
  const isForgotten = `gate.until < clock_timestamp() - ${ms(breaker.forgottenMs)}`;
  /** Nobody took a permit or told of one for a while: those that are out will not be heard of any more. */
  const arePermitsLost = `gate.updated_at < clock_timestamp() - ${ms(breaker.lostPermitMs)}`;

  const read = `
    SELECT scope, reason, (extract(epoch FROM until - clock_timestamp()) * 1000)::float8 AS "remainingMs", stage,
      CASE WHEN ${arePermitsLost} AND stage > 0 THEN ${size} ELSE permits END AS permits
    FROM scope_gates gate
    WHERE until > clock_timestamp() OR (stage > 0 AND NOT ${isForgotten})`;

  /** A breaker keeps its own reason: by it the messages that it lets pass are judged. */
  const close = `
    INSERT INTO scope_gates AS gate (scope, until, reason)
    VALUES ($1, clock_timestamp() + ${ms('$2')}, $3)
    ON CONFLICT (scope) DO UPDATE SET
      until = EXCLUDED.until, updated_at = clock_timestamp(),
      reason = CASE WHEN gate.stage > 0 THEN gate.reason ELSE EXCLUDED.reason END
    WHERE gate.until < EXCLUDED.until`;

  const trip = `
    INSERT INTO scope_gates AS gate (scope, until, reason, stage, permits, closings)
    VALUES ($1, clock_timestamp() + ${ms('$2')}, $3, 1, ${breaker.stages[0]}, 1)
    ON CONFLICT (scope) DO UPDATE SET
      until = greatest(gate.until, EXCLUDED.until), reason = EXCLUDED.reason, stage = 1, permits = EXCLUDED.permits,
      passed = 0, failed = 0, closings = 1, updated_at = clock_timestamp()
    WHERE gate.stage = 0 OR ${isForgotten}`;

  const take = `
    UPDATE scope_gates gate SET
      permits = CASE WHEN permits > 0 THEN permits ELSE ${size} END - 1,
      passed = CASE WHEN permits > 0 THEN passed ELSE 0 END,
      failed = CASE WHEN permits > 0 THEN failed ELSE 0 END,
      updated_at = clock_timestamp()
    WHERE scope = $1 AND stage > 0 AND until <= clock_timestamp() AND (permits > 0 OR ${arePermitsLost})`;

  const failed = `(gate.failed + $3) * 2 > ${size}`;
  const passed = `(gate.passed + $2) * 2 > ${size}`;
  const last = breaker.stages.length;

  /** One statement, so that reports that come at once are counted one after the other. */
  const report = `
    UPDATE scope_gates gate SET
      stage = CASE WHEN ${failed} THEN 1 WHEN ${passed} THEN (stage + 1) % ${last + 1} ELSE stage END,
      permits = CASE
        WHEN ${failed} THEN ${breaker.stages[0]}
        WHEN ${passed} THEN coalesce((${stages})[stage + 1], 0) ELSE permits END,
      passed = CASE WHEN ${failed} OR ${passed} THEN 0 ELSE passed + $2 END,
      failed = CASE WHEN ${failed} OR ${passed} THEN 0 ELSE failed + $3 END,
      closings = CASE
        WHEN ${failed} THEN least(closings + 1, 100)
        WHEN ${passed} AND stage = ${last} THEN 0 ELSE closings END,
      until = CASE
        WHEN ${failed} THEN clock_timestamp()
          + ${ms(`least(${breaker.maxClosedMs}, ${breaker.closedMs.server_failing} * 2.0 ^ least(closings, 10))`)}
        WHEN ${passed} AND stage < ${last} THEN clock_timestamp() + ${ms(breaker.pauseMs)}
        ELSE until END,
      updated_at = clock_timestamp()
    WHERE scope = $1 AND stage > 0 AND until <= clock_timestamp()
    RETURNING passed = 0 AND failed = 0 AS "isDecided"`;
  return { read, close, trip, take, report };
}

/** Closed scopes, for all workers; times by the database's clock. */
export function createGateStore({ pool }: Pick<Database, 'pool'>, breaker: Breaker): GateStore {
  const sql = statementsOf(breaker);
  return {
    async readClosed() {
      const { rows } = await pool.query<StoredGate>({ name: 'scope_gates_read', text: sql.read });
      return rows;
    },
    async close({ scope, closedMs, reason }) {
      await pool.query(sql.close, [scope, closedMs, reason]);
    },
    async trip({ scope, reason }) {
      await pool.query(sql.trip, [scope, breaker.closedMs[reason], reason]);
    },
    async takePermit(scope) {
      const { rowCount } = await pool.query(sql.take, [scope]);
      return rowCount === 1;
    },
    async reportProbe(scope, result) {
      const counted = result === 'passed' ? [1, 0] : [0, 1];
      const { rows } = await pool.query<{ isDecided: boolean }>(sql.report, [scope, ...counted]);
      // From now on it is judged by what comes, not by the outcomes for which it was closed.
      if (result === 'passed' && rows[0]?.isDecided) {
        await pool.query('DELETE FROM outcome_windows WHERE scope = $1', [scope]);
      }
    },
  };
}
