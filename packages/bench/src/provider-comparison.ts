import { runBroadcast } from './broadcast-run.ts';
import { openDurableInstallation } from './durable-installation.ts';
import { measureRounds, type RoundContender, type RoundPlan } from './measure-rounds.ts';
import { cpuMicrosecondsOf } from './process-usage.ts';
import type { BenchOptions, Ratio, Report } from './report.ts';
import { MESSAGES_AT_ONCE } from './send-requests.ts';
import type { DurableTarget } from './targets.ts';
import type { SinkAddress } from './tls-sink.ts';

/** How many messages, in how many rounds. */
export function planOf({ size }: BenchOptions): RoundPlan {
  const messages = size === 'quick' ? 1_000 : 20_000;
  return { messages, rounds: size === 'quick' ? 1 : 3, warmUpMessages: messages };
}

export interface Comparison {
  readonly id: string;
  readonly work: string;
  readonly plan: RoundPlan;
  readonly sink: SinkAddress;
  readonly target: DurableTarget;
  readonly bare: RoundContender;
  readonly peer: RoundContender;
  /** The least ratio of messages a second to the peer's. */
  readonly aims: { readonly bare: number; readonly durable: number };
  readonly versions: Readonly<Record<string, string>>;
}

/** Our provider bare, our whole way from PostgreSQL with a worker process, and a peer, in turns. */
export async function compareWithPeer(comparison: Comparison): Promise<Report> {
  const { id, work, plan, sink, target, bare, peer, aims, versions } = comparison;
  await using resources = new AsyncDisposableStack();
  const installation = resources.use(await openDurableInstallation(sink, target));
  await installation.seedUpTo(plan.messages);
  const worker = await installation.startWorker();
  const durable: RoundContender = {
    name: 'carillon, durable',
    run: async () => void (await runBroadcast(installation, [worker])),
    cpuMicroseconds: () => cpuMicrosecondsOf(worker.pid as number),
  };
  const measurements = await measureRounds([bare, durable, peer], plan);
  const [ours, oursDurable, theirs] = measurements;
  const speedOf = (measured: typeof ours) =>
    (measured?.perSecond.median ?? 0) / (theirs?.perSecond.median ?? 1);
  const cpuOf = (measured: typeof ours) =>
    (measured?.cpuMicroseconds.median ?? 0) / (theirs?.cpuMicroseconds.median ?? 1);
  return {
    id,
    work,
    plan: {
      calls: plan.messages,
      concurrency: MESSAGES_AT_ONCE,
      rounds: plan.rounds,
      warmUpCalls: plan.warmUpMessages,
    },
    measurements,
    ratios: [
      ratio('messages a second, bare : peer', speedOf(ours), aims.bare),
      ratio('messages a second, durable : peer', speedOf(oursDurable), aims.durable),
    ],
    notes: [
      `CPU a message against the peer's: bare ${cpuOf(ours).toFixed(2)}, durable ${cpuOf(oursDurable).toFixed(2)}.`,
    ],
    versions,
  };
}

function ratio(name: string, value: number, least: number): Ratio {
  return { name, value, aim: `≥ ${least}`, met: value >= least };
}
