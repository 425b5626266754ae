import pg from 'pg';
import type { PgBoss } from 'pg-boss';
import type { JobDefinition } from './job.ts';

/** Any number that no other advisory lock of this database uses. */
const SCHEMA_LOCK = 7_233_001;
/** Finished jobs are kept this long for a look at what went on; the ledger is what lasts. */
const KEEP_FINISHED_SECONDS = 3_600;
const RETENTION_SECONDS = 28 * 86_400;
/** A running job whose process has not said for this long that it lives is another's: sooner than it would expire. */
const HEARTBEAT_SECONDS = 20;

/**
 * Starts pg-boss, which makes or migrates its own schema, and creates the queues; one process at a time (F-13), since
 * two that find an empty database at once would both try to create everything.
 */
export async function startUnderLock(
  boss: PgBoss,
  databaseUrl: string,
  jobs: readonly JobDefinition<object>[],
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'queue schema lock' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
    await boss.start();
    for (const job of jobs) await createQueueOf(boss, job);
  } finally {
    // Ends the session, and with it the lock.
    await client.end();
  }
}

async function createQueueOf(boss: PgBoss, job: JobDefinition<object>): Promise<void> {
  const settings = {
    notify: true,
    expireInSeconds: job.expireSeconds,
    retryLimit: job.retryLimit,
    retryDelay: job.retryDelaySeconds,
    retryBackoff: true,
    retentionSeconds: RETENTION_SECONDS,
    deleteAfterSeconds: KEEP_FINISHED_SECONDS,
    heartbeatSeconds: HEARTBEAT_SECONDS,
  };
  // Creating a queue that exists changes nothing, so a newer release's settings need the update.
  await boss.createQueue(job.name, { ...settings, policy: job.isExclusive ? 'exclusive' : 'standard' });
  await boss.updateQueue(job.name, settings);
}
