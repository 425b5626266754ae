import { type BroadcastRun, runBroadcast } from './broadcast-run.ts';
import { forkSink, openDurableInstallation, postgresVersion } from './durable-installation.ts';
import type { Measurement } from './measure.ts';
import type { Ratio, Report } from './report.ts';
import { webPushTarget } from './targets.ts';

/** The last one alone takes minutes and gigabytes: by `P7_MILLION=1`. */
const SIZES = [1_000, 10_000, 100_000, ...(process.env.P7_MILLION === '1' ? [1_000_000] : [])];
/** Small ones are over before they are measured well. */
const roundsOf = (devices: number): number => (devices <= 10_000 ? 3 : 1);
const COST_AIM = 0.15;
const MEMORY_AIM_MIB = 300;

/** P7: a broadcast's cost for one message, whatever its size, and the memory of the one worker that sends it. */
export async function benchGrowth(): Promise<Report> {
  await using resources = new AsyncDisposableStack();
  const sink = await forkSink(resources);
  const installation = resources.use(await openDurableInstallation(sink, webPushTarget(sink)));
  const worker = await installation.startWorker();
  await installation.seedUpTo(1_000);
  await runBroadcast(installation, [worker]);
  const runs: { devices: number; taken: BroadcastRun[] }[] = [];
  for (const devices of SIZES) {
    await installation.seedUpTo(devices);
    const taken: BroadcastRun[] = [];
    while (taken.length < roundsOf(devices)) taken.push(await runBroadcast(installation, [worker]));
    runs.push({ devices, taken });
    console.log(`  ${devices} devices`, taken.at(-1));
  }
  return {
    id: 'P7',
    work: 'one broadcast over PostgreSQL and web push, by the number of devices',
    plan: {
      calls: SIZES.at(-1) ?? 0,
      concurrency: 1,
      rounds: roundsOf(SIZES.at(-1) ?? 0),
      warmUpCalls: 1_000,
    },
    measurements: runs.map(({ devices, taken }) => measurementOf(`${devices} devices`, taken)),
    ratios: [...costRatios(runs), memoryRatio(runs.flatMap(({ taken }) => taken))],
    versions: { postgresql: await postgresVersion(installation) },
  };
}

/** CPU of the workers and of PostgreSQL together. */
export function costOf({ workerCpuMicroseconds, postgresCpuMicroseconds }: BroadcastRun): number {
  return workerCpuMicroseconds + postgresCpuMicroseconds;
}

/** @see Measurement: the CPU is that of the workers and of PostgreSQL, not of the benchmark itself */
export function measurementOf(name: string, taken: readonly BroadcastRun[]): Measurement {
  const spread = (values: readonly number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const at = (index: number): number => sorted[index] ?? Number.NaN;
    return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
  };
  return {
    name,
    perSecond: spread(taken.map(({ perSecond }) => perSecond)),
    cpuMicroseconds: spread(taken.map(costOf)),
  };
}

/** Against the size before it, from the second on: the smallest is mostly starting and ending. */
function costRatios(runs: readonly { devices: number; taken: readonly BroadcastRun[] }[]): Ratio[] {
  const costs = runs.map(({ devices, taken }) => ({
    devices,
    cost: measurementOf('', taken).cpuMicroseconds.median,
  }));
  const base = costs.find(({ devices }) => devices === 10_000)?.cost ?? Number.NaN;
  return costs
    .filter(({ devices }) => devices !== 10_000)
    .map(({ devices, cost }) => ({
      name: `CPU a message, ${devices} : 10000 devices`,
      value: cost / base,
      aim: `within ${COST_AIM * 100} %`,
      met: Math.abs(cost / base - 1) <= COST_AIM,
    }));
}

function memoryRatio(taken: readonly BroadcastRun[]): Ratio {
  const value = Math.max(...taken.map(({ peakMemoryMib }) => peakMemoryMib));
  return {
    name: 'peak memory of the worker, MiB',
    value,
    aim: `≤ ${MEMORY_AIM_MIB}`,
    met: value <= MEMORY_AIM_MIB,
  };
}
