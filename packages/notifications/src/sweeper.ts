import { LIMITS } from '@carillon/contracts/limits';
import type { JobBacklog, JobProducer } from '@carillon/queue/queue';
import type { Logger } from '@carillon/runtime/logger';
import { sleepUnless } from '@carillon/runtime/repeat';
import { splitInto } from './chunks.ts';
import { type ChunkJobData, chunkJob, expandJob } from './jobs.ts';
import type { DueGroup, Ledger } from './ports.ts';
import { RESERVATION_MS } from './timing.ts';

export interface SweeperDependencies {
  readonly ledger: Pick<Ledger, 'sweep' | 'nextDueInMs'>;
  readonly queue: JobProducer & JobBacklog;
  readonly log: Logger;
}

export interface Sweeper {
  /** Begins to look for due rows until `stop`. */
  start(): void;
  /** Ends after the sweep that is under way. */
  stop(): Promise<void>;
}

const ROWS_PER_SWEEP = 5_000;
/**
 * Jobs of this kind that may wait. Where more rows are due than can be sent, the rest is better off as rows than as jobs,
 * which would be made again and again when their reservation ends before somebody comes to them.
 */
const MAX_WAITING_JOBS = 100;
/** Retries that other workers schedule are noticed at least this often, so that the quick lane stays quick. */
const MAX_SLEEP_MS = 1_000;
const MIN_SLEEP_MS = 20;
/** Where rows are due that could not be taken: others hold them, or enough jobs wait. */
const BLOCKED_SLEEP_MS = 200;
/** An expansion that has not moved for this long lost its job. */
const STALLED_EXPANSION_MS = 15_000;

/**
 * Finds rows that are due (retries, opened gates, leases whose worker died) and makes jobs of them. Any number may run
 * side by side: each takes rows that no other holds.
 */
export function createSweeper(dependencies: SweeperDependencies): Sweeper {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    start: () => {
      running = run(dependencies, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function run({ ledger, queue, log }: SweeperDependencies, signal: AbortSignal): Promise<void> {
  let isAway = false;
  while (!signal.aborted) {
    let sleepMs = MAX_SLEEP_MS;
    try {
      const swept = await sweepOnce({ ledger, queue });
      sleepMs = swept > 0 ? 0 : untilNextMs(await ledger.nextDueInMs());
      isAway = false;
    } catch (error) {
      if (!isAway) log.warn({ err: error }, 'due deliveries cannot be looked for at the moment');
      isAway = true;
    }
    await sleepUnless(signal, Math.max(sleepMs, MIN_SLEEP_MS));
  }
}

function untilNextMs(dueInMs: number | null): number {
  return dueInMs === 0 ? BLOCKED_SLEEP_MS : Math.min(dueInMs ?? MAX_SLEEP_MS, MAX_SLEEP_MS);
}

/** One look. Gives the number of rows that jobs were made for. */
export async function sweepOnce({
  ledger,
  queue,
}: Pick<SweeperDependencies, 'ledger' | 'queue'>): Promise<number> {
  const backlog = { priority: 'retry', limit: MAX_WAITING_JOBS } as const;
  if ((await queue.countWaiting(chunkJob, backlog)) >= MAX_WAITING_JOBS) return 0;
  const options = {
    limit: ROWS_PER_SWEEP,
    reservationMs: RESERVATION_MS.retry,
    stalledMs: STALLED_EXPANSION_MS,
  };
  return ledger.sweep(options, async ({ groups, reservedUntil, stalled }, executor) => {
    const jobs = groups.flatMap((group) => jobsOf(group, reservedUntil));
    await queue.enqueue(chunkJob, jobs, { executor, priority: 'retry' });
    const expansions = stalled.map((notificationId) => ({ notificationId, requestId: null }));
    await queue.enqueue(expandJob, expansions, { executor, priority: 'retry' });
  });
}

/**
 * Rows whose worker died go out again in smaller parts each time, so that a message which kills workers is soon alone
 * and takes no others with it (F-9).
 */
function jobsOf({ isLost, attempts, deviceIds, ...group }: DueGroup, reservedUntil: Date): ChunkJobData[] {
  const size = isLost ? Math.max(Math.floor(LIMITS.chunkDevices / 8 ** attempts), 1) : LIMITS.chunkDevices;
  return splitInto(deviceIds, size).map((part) => ({
    notificationId: group.notificationId,
    channel: group.channel,
    deviceIds: part,
    reservedUntil: reservedUntil.toISOString(),
    requestId: null,
    lane: 'bulk',
  }));
}
