import type { Database } from '../client.ts';

/** What the doctor asks the database about itself. */
export function createServerFacts({ pool }: Pick<Database, 'pool'>) {
  return {
    async now(): Promise<Date> {
      const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
      return (rows[0] as { now: Date }).now;
    },
    async versionNumber(): Promise<number> {
      const { rows } = await pool.query<{ version: number }>(
        `SELECT current_setting('server_version_num')::int AS version`,
      );
      return (rows[0] as { version: number }).version;
    },
  };
}
