/** One contender of a benchmark: does its work once a call. */
export interface Contender {
  readonly name: string;
  run(): Promise<unknown>;
}

export interface Plan {
  /** Calls of each contender in one round. */
  readonly calls: number;
  /** Calls that are under way at once. */
  readonly concurrency: number;
  /** The contenders take turns, so that what else the machine does falls on all of them. */
  readonly rounds: number;
  /** Calls before the first round, which are not counted: compilation and connections. */
  readonly warmUpCalls: number;
}

/** Enough to see that a benchmark runs. */
export const QUICK = { calls: 500, rounds: 1, warmUpCalls: 100 } as const satisfies Partial<Plan>;

/** Median, least and greatest over the rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Measurement {
  readonly name: string;
  readonly perSecond: Spread;
  /** Microseconds of this process's user and system time, every thread of it, for one call. */
  readonly cpuMicroseconds: Spread;
}

/** Runs the contenders in turns and measures each round of each. */
export async function measure(contenders: readonly Contender[], plan: Plan): Promise<Measurement[]> {
  for (const contender of contenders) await runCalls(contender, plan.warmUpCalls, plan.concurrency);
  const samples = new Map<Contender, { perSecond: number; cpuMicroseconds: number }[]>();
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const contender of contenders) {
      const sample = await timeCalls(contender, plan);
      samples.set(contender, [...(samples.get(contender) ?? []), sample]);
    }
  }
  return [...samples].map(([{ name }, taken]) => ({
    name,
    perSecond: spread(taken.map((sample) => sample.perSecond)),
    cpuMicroseconds: spread(taken.map((sample) => sample.cpuMicroseconds)),
  }));
}

async function timeCalls(contender: Contender, plan: Plan) {
  const cpuBefore = process.cpuUsage();
  const startedMs = performance.now();
  await runCalls(contender, plan.calls, plan.concurrency);
  const elapsedMs = performance.now() - startedMs;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    perSecond: (plan.calls / elapsedMs) * 1000,
    cpuMicroseconds: (cpu.user + cpu.system) / plan.calls,
  };
}

async function runCalls(contender: Contender, calls: number, concurrency: number): Promise<void> {
  let begun = 0;
  const lane = async () => {
    while (begun < calls) {
      begun += 1;
      await contender.run();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}

/** @param values one for each round */
export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { median: at(Math.floor(sorted.length / 2)), min: at(0), max: at(sorted.length - 1) };
}
