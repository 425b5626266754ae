import type { Database } from '@carillon/db/client';
import { vi } from 'vitest';

const WAITING = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/**
 * Resolves once another connection of this database is held up by a lock.
 *
 * @throws {Error} when nobody waits within 15 s: a busy machine needs more than a moment to come that far
 */
export async function untilSomebodyWaitsForALock({ pool }: Pick<Database, 'pool'>): Promise<void> {
  const look = async () => {
    if ((await pool.query(WAITING)).rowCount === 0) throw new Error('Nobody waits for a lock');
  };
  await vi.waitFor(look, { interval: 10, timeout: 15_000 });
}
