import { type Measurement, spread } from './measure.ts';

/** One contender of a benchmark in which each sends all messages of a round in its own way. */
export interface RoundContender {
  readonly name: string;
  /** Sends `messages` messages. */
  run(messages: number): Promise<void>;
  /** Microseconds of user and system time so far of the processes that send for it. */
  cpuMicroseconds(): number;
}

export interface RoundPlan {
  readonly messages: number;
  readonly rounds: number;
  /** Messages of each before the first round, which are not counted: compilation and connections. */
  readonly warmUpMessages: number;
}

/** Runs the contenders in turns, so that what else the machine does falls on all of them. */
export async function measureRounds(
  contenders: readonly RoundContender[],
  { messages, rounds, warmUpMessages }: RoundPlan,
): Promise<Measurement[]> {
  for (const contender of contenders) await contender.run(warmUpMessages);
  const samples = contenders.map(() => ({ perSecond: [] as number[], cpuMicroseconds: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, contender] of contenders.entries()) {
      const cpuBefore = contender.cpuMicroseconds();
      const startedMs = performance.now();
      await contender.run(messages);
      const elapsedMs = performance.now() - startedMs;
      samples[index]?.perSecond.push((messages / elapsedMs) * 1000);
      samples[index]?.cpuMicroseconds.push((contender.cpuMicroseconds() - cpuBefore) / messages);
    }
  }
  return contenders.map(({ name }, index) => ({
    name,
    perSecond: spread(samples[index]?.perSecond ?? []),
    cpuMicroseconds: spread(samples[index]?.cpuMicroseconds ?? []),
  }));
}

/** Of this process, all its threads. */
export function ownCpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Runs `run` for 0 to `count` - 1, so many at once. */
export async function runConcurrently(
  count: number,
  concurrency: number,
  run: (index: number) => Promise<unknown>,
): Promise<void> {
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      await run(begun - 1);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
}
