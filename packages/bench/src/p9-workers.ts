import { runBroadcast } from './broadcast-run.ts';
import { forkSink, openDurableInstallation, postgresVersion } from './durable-installation.ts';
import { measurementOf } from './p7-growth.ts';
import type { Report } from './report.ts';
import { webPushTarget } from './targets.ts';

const DEVICES = 20_000;
const ROUNDS = 3;
const WORKERS = [1, 2];
const LOCK_WAIT_AIM = 0.05;

/** P9: the same broadcast by one worker and by two, and whether they wait for each other in the database. */
export async function benchWorkers(): Promise<Report> {
  await using resources = new AsyncDisposableStack();
  const sink = await forkSink(resources);
  const installation = resources.use(await openDurableInstallation(sink, webPushTarget(sink)));
  await installation.seedUpTo(DEVICES);
  const runs = [];
  const workers = [];
  for (const count of WORKERS) {
    while (workers.length < count) workers.push(await installation.startWorker());
    await runBroadcast(installation, workers);
    const taken = [];
    while (taken.length < ROUNDS) taken.push(await runBroadcast(installation, workers));
    runs.push({ count, taken });
  }
  const measurements = runs.map(({ count, taken }) => measurementOf(`${count} worker(s)`, taken));
  const [one, two] = measurements.map(({ perSecond }) => perSecond.median);
  const speed = (two ?? 0) / (one ?? 1);
  const waits = Math.max(...runs.flatMap(({ taken }) => taken.map(({ lockWaitShare }) => lockWaitShare)));
  return {
    id: 'P9',
    work: `broadcast to ${DEVICES} web push devices by one worker and by two`,
    plan: { calls: DEVICES, concurrency: 1, rounds: ROUNDS, warmUpCalls: DEVICES },
    measurements,
    ratios: [
      // Sink, PostgreSQL and workers share the cores: with two of them there is little left for a second worker.
      { name: 'messages a second, 2 : 1 workers', value: speed, aim: '≥ 1', met: speed >= 1 },
      {
        name: 'looks that found a session waiting for a lock',
        value: waits,
        aim: `≤ ${LOCK_WAIT_AIM}`,
        met: waits <= LOCK_WAIT_AIM,
      },
    ],
    versions: { postgresql: await postgresVersion(installation) },
  };
}
