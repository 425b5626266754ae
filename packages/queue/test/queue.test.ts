import { createLogger } from '@carillon/runtime/logger';
import { createTestDatabase, type TestDatabase } from '@carillon/testing/test-database';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineJob } from '../src/job.ts';
import { createQueue, type Queue, type QueueOptions } from '../src/queue.ts';
import { prismaExecutor, type SqlExecutor } from '../src/sql-executor.ts';

const greet = defineJob('greet', z.object({ id: z.number() }), {
  expireSeconds: 60,
  retryLimit: 2,
  retryDelaySeconds: 1,
});
const log = createLogger({ name: 'test', level: 'silent' });

let database: TestDatabase;
const opened: Queue[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((queue) => queue.stop()));
  await database.pool.query('TRUNCATE pgboss.job');
});
afterAll(() => database.close());

function open(role: QueueOptions['role'], applicationName = 'test queue'): Queue {
  const queue = createQueue({
    databaseUrl: database.url,
    jobs: [greet],
    role,
    poolSize: 2,
    applicationName,
    log,
  });
  opened.push(queue);
  return queue;
}

async function started(role: QueueOptions['role'], applicationName?: string): Promise<Queue> {
  const queue = open(role, applicationName);
  await queue.start();
  return queue;
}

const anyTime = (): SqlExecutor => ({ query: (text, values) => database.pool.query(text, [...values]) });

describe('createQueue', () => {
  it('F-13: several processes that start at once on an empty database all come up, on one schema', async () => {
    await Promise.all([open('producer'), open('consumer'), open('consumer')].map((queue) => queue.start()));
    const { rows } = await database.pool.query('SELECT count(*)::int AS versions FROM pgboss.version');
    expect(rows).toEqual([{ versions: 1 }]);
  });

  it('DIS-8: a job that is enqueued in a transaction exists exactly if that transaction commits (SQL)', async () => {
    const producer = await started('producer');
    const client = await database.pool.connect();
    const executor: SqlExecutor = { query: (text, values) => client.query(text, [...values]) };
    try {
      await client.query('BEGIN');
      await producer.enqueue(greet, [{ id: 1 }], { executor, priority: 'prompt' });
      await client.query('ROLLBACK');
      expect((await producer.stats())[0]?.jobs).toBe(0);
      await client.query('BEGIN');
      await producer.enqueue(greet, [{ id: 2 }, { id: 3 }], { executor, priority: 'prompt' });
      expect((await producer.stats())[0]?.jobs).toBe(0);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    expect((await producer.stats())[0]?.jobs).toBe(2);
  });

  it('DIS-8: the same holds for a Prisma transaction', async () => {
    const producer = await started('producer');
    const { prisma } = database;
    await prisma.$transaction((tx) =>
      producer.enqueue(greet, [{ id: 1 }], { executor: prismaExecutor(tx), priority: 'bulk' }),
    );
    await expect(
      prisma.$transaction(async (tx) => {
        await producer.enqueue(greet, [{ id: 2 }], { executor: prismaExecutor(tx), priority: 'bulk' });
        throw new Error('changed its mind');
      }),
    ).rejects.toThrow('changed its mind');
    expect((await producer.stats())[0]?.jobs).toBe(1);
  });

  it('hands every job of a backlog to a handler, prompt ones first, without waiting for polls', async () => {
    const consumer = await started('consumer');
    const ids = (from: number) => Array.from({ length: 20 }, (_, index) => ({ id: from + index }));
    await consumer.enqueue(greet, ids(100), { executor: anyTime(), priority: 'bulk' });
    await consumer.enqueue(greet, ids(0), { executor: anyTime(), priority: 'prompt' });
    const seen: number[] = [];
    await consumer.work(greet, async ({ id }) => void seen.push(id), { concurrency: 1 });
    await expect.poll(() => seen.length, { timeout: 4_000, interval: 10 }).toBe(40);
    expect(seen.slice(0, 20).every((id) => id < 20)).toBe(true);
  });

  it('wakes the workers of another process when a job commits', async () => {
    const producer = await started('producer');
    const consumer = await started('consumer');
    const seen: number[] = [];
    await consumer.work(greet, async ({ id }) => void seen.push(id), { concurrency: 2 });
    for (const id of [1, 2, 3]) {
      await producer.enqueue(greet, [{ id }], { executor: anyTime(), priority: 'prompt' });
      await expect.poll(() => seen, { interval: 5 }).toContain(id);
    }
  });

  it('gives a job whose handler threw to a handler again', async () => {
    const consumer = await started('consumer');
    let calls = 0;
    const handler = async (): Promise<void> => {
      calls += 1;
      if (calls === 1) throw new Error('the first try fails');
    };
    await consumer.work(greet, handler, { concurrency: 1 });
    await consumer.enqueue(greet, [{ id: 1 }], { executor: anyTime(), priority: 'prompt' });
    await expect.poll(() => calls, { timeout: 15_000 }).toBe(2);
  });

  it('F-1: gives the job of a process that died to another one long before the job would expire', async () => {
    const producer = await started('producer');
    await producer.enqueue(greet, [{ id: 1 }], { executor: anyTime(), priority: 'prompt' });
    const { rowCount } = await database.pool.query(
      `UPDATE pgboss.job SET state = 'active', started_on = now() - interval '25 seconds',
         heartbeat_on = now() - interval '25 seconds' WHERE heartbeat_seconds < expire_seconds - 25`,
    );
    expect(rowCount).toBe(1);
    const taken: number[] = [];
    const consumer = await started('consumer');
    await consumer.work(greet, async ({ id }) => void taken.push(id), { concurrency: 1 });
    await expect.poll(() => taken, { timeout: 40_000 }).toEqual([1]);
  }, 50_000);

  it('F-3: goes on after the database ended all of its connections, the listening one included', async () => {
    const consumer = await started('consumer', 'queue to be cut');
    const seen: number[] = [];
    await consumer.work(greet, async ({ id }) => void seen.push(id), { concurrency: 1 });
    await consumer.enqueue(greet, [{ id: 1 }], { executor: anyTime(), priority: 'prompt' });
    await expect.poll(() => seen).toEqual([1]);
    const cut = await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'queue to be cut'",
    );
    expect(cut.rowCount).toBeGreaterThan(1);
    await consumer.enqueue(greet, [{ id: 2 }], { executor: anyTime(), priority: 'prompt' });
    await expect.poll(() => seen, { timeout: 15_000 }).toEqual([1, 2]);
  });

  it('F-10: stop tells handlers, waits for those that run, and takes nothing more', async () => {
    const consumer = await started('consumer');
    const begun: number[] = [];
    const finished: number[] = [];
    await consumer.work(
      greet,
      async ({ id }, signal) => {
        begun.push(id);
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => setImmediate(resolve)));
        finished.push(id);
      },
      { concurrency: 1 },
    );
    await consumer.enqueue(greet, [{ id: 1 }, { id: 2 }], { executor: anyTime(), priority: 'prompt' });
    await expect.poll(() => begun).toHaveLength(1);
    await consumer.stop();
    expect(finished).toEqual(begun);
    expect(begun).toHaveLength(1);
    const { rows } = await database.pool.query(
      "SELECT state, count(*)::int AS jobs FROM pgboss.job WHERE name = 'greet' GROUP BY state ORDER BY state",
    );
    expect(rows).toEqual([
      { state: 'created', jobs: 1 },
      { state: 'completed', jobs: 1 },
    ]);
  });

  it('OBS-1: reports depth and age of every queue, empty ones too', async () => {
    const producer = await started('producer');
    expect(await producer.stats()).toEqual([{ queue: 'greet', jobs: 0, oldestAgeSeconds: 0 }]);
    await producer.enqueue(greet, [{ id: 1 }], { executor: anyTime(), priority: 'bulk' });
    await database.pool.query("UPDATE pgboss.job SET start_after = now() - interval '90 seconds'");
    const [stats] = await producer.stats();
    expect(stats?.jobs).toBe(1);
    expect(stats?.oldestAgeSeconds).toBeGreaterThanOrEqual(90);
  });

  it('DIS-8: counts what waits in front, by priority and up to a limit, and lets nobody take what is for later', async () => {
    const producer = await started('producer');
    const add = (ids: number[], priority: 'bulk' | 'retry', delaySeconds: number) =>
      producer.enqueue(
        greet,
        ids.map((id) => ({ id })),
        { executor: anyTime(), priority, delaySeconds },
      );
    await add([1, 2, 3], 'bulk', 0);
    await add([4, 5], 'retry', 600);
    expect(await producer.countWaiting(greet, { priority: 'bulk', limit: 100 })).toBe(5);
    expect(await producer.countWaiting(greet, { priority: 'retry', limit: 100 })).toBe(2);
    expect(await producer.countWaiting(greet, { priority: 'bulk', limit: 4 })).toBe(4);
    const taken: number[] = [];
    const consumer = await started('consumer');
    await consumer.work(greet, async ({ id }) => void taken.push(id), { concurrency: 1 });
    await expect.poll(() => taken.toSorted(), { timeout: 10_000 }).toEqual([1, 2, 3]);
    expect(await producer.countWaiting(greet, { priority: 'bulk', limit: 100 })).toBe(2);
  });

  it('of an exclusive queue one job waits or runs at a time, however many processes schedule it', async () => {
    const tidy = defineJob('tidy', z.object({}), {
      expireSeconds: 60,
      retryLimit: 0,
      retryDelaySeconds: 1,
      isExclusive: true,
    });
    const queues = [1, 2].map(() =>
      createQueue({
        databaseUrl: database.url,
        jobs: [tidy],
        role: 'consumer',
        poolSize: 2,
        applicationName: 'test queue',
        log,
      }),
    );
    opened.push(...queues);
    await Promise.all(queues.map((queue) => queue.start()));
    await Promise.all(queues.map((queue) => queue.schedule(tidy, '17 * * * *', {})));
    const { rows } = await database.pool.query('SELECT name, cron, timezone FROM pgboss.schedule');
    expect(rows).toEqual([{ name: 'tidy', cron: '17 * * * *', timezone: 'UTC' }]);
    for (const queue of queues) {
      await queue.enqueue(tidy, [{}], { executor: anyTime(), priority: 'bulk' });
    }
    expect((await queues[0]?.stats())?.[0]?.jobs).toBe(1);
    await expect(queues[0]?.schedule(tidy, 'now and then', {})).rejects.toThrow();
  });

  it('refuses data that the job does not take, before it is stored', async () => {
    const producer = await started('producer');
    const wrong = [{ id: 'one' }] as unknown as { id: number }[];
    await expect(producer.enqueue(greet, wrong, { executor: anyTime(), priority: 'bulk' })).rejects.toThrow(
      z.ZodError,
    );
  });

  it('F-3: start fails while the database is away, so that the process can say so', async () => {
    const nowhere = createQueue({
      databaseUrl: 'postgresql://nobody@127.0.0.1:1/nothing',
      jobs: [greet],
      role: 'producer',
      poolSize: 1,
      applicationName: 'test queue',
      log,
    });
    await expect(nowhere.start()).rejects.toThrow(/ECONNREFUSED/);
    await nowhere.stop();
  });
});
