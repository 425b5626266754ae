import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableInstallation } from './durable-installation.ts';
import { cpuMicrosecondsOf, familyCpuMicroseconds, peakMemoryMibOf } from './process-usage.ts';

/** What one broadcast to all devices took. */
export interface BroadcastRun {
  readonly perSecond: number;
  /** Of the workers, for one message. */
  readonly workerCpuMicroseconds: number;
  /** Of PostgreSQL, for one message. */
  readonly postgresCpuMicroseconds: number;
  readonly peakMemoryMib: number;
  /** Of the looks at PostgreSQL's sessions, the share in which one waited for another's lock. */
  readonly lockWaitShare: number;
}

const LOOK_EVERY_MS = 25;

/** Sends to every device that there is, and waits until the notification is done. */
export async function runBroadcast(
  installation: DurableInstallation,
  workers: readonly ChildProcess[],
): Promise<BroadcastRun> {
  const { database, postgresPid, devices } = installation;
  const pids = workers.map(({ pid }) => pid as number);
  const workerCpu = (): number => pids.reduce((sum, pid) => sum + cpuMicrosecondsOf(pid), 0);
  const before = { workers: workerCpu(), postgres: familyCpuMicroseconds(postgresPid) };
  const startedMs = performance.now();
  const id = await installation.send({ broadcast: true });
  let looks = 0;
  let waiting = 0;
  while (!(await installation.isDone(id))) {
    const { rows } = await database.pool.query<{ waits: boolean }>(
      "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS waits",
    );
    looks += 1;
    waiting += Number(rows[0]?.waits ?? false);
    await sleep(LOOK_EVERY_MS);
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const { rows } = await database.pool.query<{ accepted: number }>(
    "SELECT coalesce(sum(devices), 0)::int AS accepted FROM notification_counts WHERE notification_id = $1 AND state = 'accepted'",
    [id],
  );
  if (rows[0]?.accepted !== devices.length) throw new Error(`Only ${rows[0]?.accepted} were accepted`);
  return {
    perSecond: devices.length / seconds,
    workerCpuMicroseconds: (workerCpu() - before.workers) / devices.length,
    postgresCpuMicroseconds: (familyCpuMicroseconds(postgresPid) - before.postgres) / devices.length,
    peakMemoryMib: Math.max(...pids.map(peakMemoryMibOf)),
    lockWaitShare: looks === 0 ? 0 : waiting / looks,
  };
}
