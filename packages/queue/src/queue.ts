import { impatientSockets } from '@carillon/runtime/impatient-socket';
import type { Logger } from '@carillon/runtime/logger';
import { PgBoss } from 'pg-boss';
import type { JobDefinition } from './job.ts';
import { startUnderLock } from './queue-schema.ts';
import { countWaiting, type QueueStats, readQueueStats } from './queue-stats.ts';
import type { SqlExecutor } from './sql-executor.ts';

/** Runs before others when several jobs of a queue wait; the larger first. */
export const JOB_PRIORITY = { bulk: 0, group: 3, retry: 5, prompt: 10 } as const;
export type JobPriority = keyof typeof JOB_PRIORITY;

export interface EnqueueOptions {
  /** The caller's transaction: the jobs, and the notice that wakes workers, commit or vanish with it. */
  readonly executor: SqlExecutor;
  readonly priority: JobPriority;
  /** Nobody takes it sooner. */
  readonly delaySeconds?: number;
}

/** How much work there is in front of what one might add. */
export interface JobBacklog {
  /** Jobs that wait and are of this priority or a higher one, counted up to `limit`. */
  countWaiting(
    job: JobDefinition<object>,
    query: { readonly priority: JobPriority; readonly limit: number },
  ): Promise<number>;
}

/** `signal` aborts when this process is about to stop: finish what was begun, begin nothing new. */
export type JobHandler<Data extends object> = (data: Data, signal: AbortSignal) => Promise<void>;

/** What a use case needs that leaves work for others. */
export interface JobProducer {
  /** @throws {z.ZodError} for data that the job's schema refuses: a programming error, found before it is stored. */
  enqueue<Data extends object>(
    job: JobDefinition<Data>,
    data: readonly Data[],
    options: EnqueueOptions,
  ): Promise<void>;
}

export interface Queue extends JobProducer, JobBacklog {
  /** Creates what is missing in the database, once over all processes, and connects. */
  start(): Promise<void>;
  /** Takes jobs, `concurrency` at a time, until `stop`. A handler that throws leaves its job to be taken again. */
  work<Data extends object>(
    job: JobDefinition<Data>,
    handler: JobHandler<Data>,
    options: { readonly concurrency: number },
  ): Promise<void>;
  /**
   * Lets the job be made at the times of a cron expression (UTC), once over all processes that schedule it.
   *
   * @throws for an expression that is none
   */
  schedule<Data extends object>(job: JobDefinition<Data>, cron: string, data: Data): Promise<void>;
  /** For metrics and readiness. */
  stats(): Promise<QueueStats[]>;
  /** Takes no more jobs, waits for handlers that run, and disconnects. */
  stop(): Promise<void>;
}

export interface QueueOptions {
  readonly databaseUrl: string;
  /** Every kind of job of the installation, also those that this process does not work on. */
  readonly jobs: readonly JobDefinition<object>[];
  /** `consumer` also listens for new jobs and keeps the queue's tables tidy. */
  readonly role: 'producer' | 'consumer';
  /** Connections beside the one that listens. */
  readonly poolSize: number;
  readonly applicationName: string;
  readonly log: Logger;
}

// Workers are woken by NOTIFY. Polling finds what a notice that got lost would have announced: rarely while the
// listening connection stands, every two seconds while it does not.
const POLL_SECONDS = 2;
const POLL_WHILE_LISTENING_SECONDS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
const HEARTBEAT_MS = 5_000;
/** How often a consumer looks for jobs of processes that died. */
const SUPERVISION_SECONDS = 10;
// Every statement of the queue is short, so that a connection that is silent for longer is half open (F-4).
const STATEMENT_TIMEOUT_MS = 15_000;
const SILENCE_LIMIT_MS = 20_000;

/**
 * Typed jobs over PostgreSQL (pg-boss), committed together with the rows that they are about. Delivery is at least
 * once: a handler must bear being given the same job again.
 */
export function createQueue(options: QueueOptions): Queue {
  const { log, databaseUrl } = options;
  const boss = new PgBoss({
    // Handed on to node-postgres, which pg-boss' types do not tell.
    ...{ stream: impatientSockets(SILENCE_LIMIT_MS) },
    connectionString: databaseUrl,
    application_name: options.applicationName,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    options: `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`,
    useListenNotify: options.role === 'consumer',
    notifyHeartbeatIntervalMs: HEARTBEAT_MS,
    notifyHeartbeatTimeoutMs: HEARTBEAT_MS,
    supervise: options.role === 'consumer',
    superviseIntervalSeconds: SUPERVISION_SECONDS,
    monitorIntervalSeconds: SUPERVISION_SECONDS,
    schedule: options.role === 'consumer',
  });
  // pg-boss reconnects by itself; without a listener an error event would end the process.
  boss.on('error', (error) => log.warn({ err: error }, 'the queue met an error and goes on'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'the queue warns'));
  const stopping = new AbortController();

  return {
    start: () => startUnderLock(boss, databaseUrl, options.jobs),
    enqueue: async (job, data, { executor, priority, delaySeconds }) => {
      if (data.length === 0) return;
      const settings = {
        priority: JOB_PRIORITY[priority],
        ...(delaySeconds === undefined ? {} : { startAfter: delaySeconds }),
      };
      const jobs = data.map((item) => ({ data: job.schema.parse(item), ...settings }));
      await boss.insert(job.name, jobs, { db: asBossDatabase(executor) });
    },
    work: async (job, handler, { concurrency }) => {
      for (let count = 0; count < concurrency; count += 1) {
        await startWorker({ boss, job, handler, signal: stopping.signal });
      }
    },
    schedule: (job, cron, data) => boss.schedule(job.name, cron, job.schema.parse(data), { tz: 'UTC' }),
    countWaiting: (job, { priority, limit }) =>
      countWaiting(boss, { name: job.name, priority: JOB_PRIORITY[priority], limit }),
    stats: () =>
      readQueueStats(
        boss,
        options.jobs.map(({ name }) => name),
      ),
    stop: async () => {
      stopping.abort();
      await Promise.all(options.jobs.map(({ name }) => boss.offWork(name, { wait: true })));
      await boss.stop({ graceful: false });
    },
  };
}

interface WorkerParts<Data extends object> {
  readonly boss: PgBoss;
  readonly job: JobDefinition<Data>;
  readonly handler: JobHandler<Data>;
  readonly signal: AbortSignal;
}

async function startWorker<Data extends object>({
  boss,
  job,
  handler,
  signal,
}: WorkerParts<Data>): Promise<void> {
  const workerId: string = await boss.work<unknown>(
    job.name,
    {
      batchSize: 1,
      pollingIntervalSeconds: POLL_SECONDS,
      notifyPollingIntervalSeconds: POLL_WHILE_LISTENING_SECONDS,
    },
    async ([taken]) => {
      if (taken === undefined) return;
      // Where there was one job there may be another: without this the worker would sleep until the next poll.
      boss.notifyWorker(workerId);
      await handler(job.schema.parse(taken.data), signal);
    },
  );
}

function asBossDatabase(executor: SqlExecutor): {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
} {
  return { executeSql: (text, values) => executor.query(text, values ?? []) };
}
