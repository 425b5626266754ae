import type pg from 'pg';

/** SQLSTATE, PostgreSQL appendix A: what is over as soon as it is tried again. */
const PASSING: ReadonlySet<string> = new Set(['40001', '40P01']);
const MAX_TRIES = 5;

/** Runs `work` in a transaction, and again from the start when it met a deadlock or a serialization failure. */
export function runTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  return retryPassing(() => runOnce(pool, work));
}

/** Runs one statement, or what begins and ends its own transaction, again when it met a deadlock. */
export function retryPassing<T>(run: () => Promise<T>): Promise<T> {
  return retryWhile(isPassing, run);
}

/** Runs what begins and ends its own transaction again as long as `isWorthAnother` says so of its error. */
export async function retryWhile<T>(
  isWorthAnother: (error: unknown) => boolean,
  run: () => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await run();
    } catch (error) {
      if (tries >= MAX_TRIES || !isWorthAnother(error)) throw error;
    }
  }
}

/** SQLSTATE, PostgreSQL appendix A: foreign_key_violation. */
const FOREIGN_KEY_VIOLATION = '23503';

/**
 * Runs a transaction that stores deliveries, and again when one of its devices was deleted between being looked up and being
 * referred to: it is not looked up any more then.
 */
export function runDeliveringTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  return retryWhile(isDeviceGone, () => runTransaction(pool, work));
}

function isDeviceGone(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== FOREIGN_KEY_VIOLATION) return false;
  return 'constraint' in error && error.constraint === 'deliveries_device_id_fkey';
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PASSING.has(String(error.code));
}

async function runOnce<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((reason: Error) => {
      broken = reason;
    });
    throw error;
  } finally {
    // A connection that cannot even roll back is thrown away.
    client.release(broken);
  }
}
