import type { Logger } from '@carillon/runtime/logger';

/** Something that a worker does again and again. */
export interface Repetition {
  start(): void;
  /** Ends after the run that is under way. */
  stop(): Promise<void>;
}

export interface RepetitionOptions {
  /** Does it once, and gives the milliseconds until the next time. */
  readonly run: () => Promise<number>;
  /** Logged when a run failed, and not again until one succeeded. */
  readonly failure: string;
  readonly log: Logger;
}

const MIN_SLEEP_MS = 20;
/** A database that is away is asked for this often. */
const RETRY_MS = 1_000;

/** A failed run ends nothing: the next one tries again. */
export function createRepetition(options: RepetitionOptions): Repetition {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    start: () => {
      running = repeat(options, stopping.signal);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function repeat({ run, failure, log }: RepetitionOptions, signal: AbortSignal): Promise<void> {
  let isFailing = false;
  while (!signal.aborted) {
    let sleepMs = RETRY_MS;
    try {
      sleepMs = await run();
      isFailing = false;
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, failure);
      isFailing = true;
    }
    await sleep(Math.max(sleepMs, MIN_SLEEP_MS), signal);
  }
}

async function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
  });
}
