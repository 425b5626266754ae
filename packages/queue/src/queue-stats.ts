import type { PgBoss } from 'pg-boss';
import { z } from 'zod';

/** How busy one queue is. */
export interface QueueStats {
  readonly queue: string;
  /** Jobs that wait or are being worked on. */
  readonly jobs: number;
  /** Seconds that the oldest of them has been due; 0 when there is none. */
  readonly oldestAgeSeconds: number;
}

const rowSchema = z.object({
  name: z.string(),
  jobs: z.coerce.number(),
  age: z.coerce.number(),
});

/** Depth and age of the named queues, each present also when it is empty. @throws when the database is away */
export async function readQueueStats(boss: PgBoss, names: readonly string[]): Promise<QueueStats[]> {
  const { rows } = await boss.getDb().executeSql(
    `SELECT name, count(*)::int AS jobs,
            greatest(0, extract(epoch FROM now() - min(start_after)))::float8 AS age
     FROM pgboss.job
     WHERE state < 'completed' AND name = ANY($1::text[])
     GROUP BY name`,
    [names],
  );
  const found = new Map(rows.map((row) => rowSchema.parse(row)).map((row) => [row.name, row]));
  return names.map((queue) => ({
    queue,
    jobs: found.get(queue)?.jobs ?? 0,
    oldestAgeSeconds: found.get(queue)?.age ?? 0,
  }));
}

/** Jobs of one queue that wait, of at least this priority, counted up to `limit`. @throws when the database is away */
export async function countWaiting(
  boss: PgBoss,
  { name, priority, limit }: { readonly name: string; readonly priority: number; readonly limit: number },
): Promise<number> {
  const { rows } = await boss.getDb().executeSql(
    `SELECT count(*)::int AS jobs FROM (
       SELECT 1 FROM pgboss.job WHERE name = $1 AND state < 'active' AND priority >= $2 LIMIT $3
     ) AS waiting`,
    [name, priority, limit],
  );
  return z.object({ jobs: z.number() }).parse(rows[0]).jobs;
}
