import type { Logger } from './logger.ts';

export interface RepeatOptions {
  /** For the log: what is done again and again. */
  readonly name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  readonly everyMs: number;
  /** `signal` aborts when the process is to stop. A run that rejects is logged, once until one succeeds, and repeated. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

export interface Repetition {
  /** Ends after the run that is under way. */
  stop(): Promise<void>;
}

/** Does something now and then for as long as the process lives, never twice at once. */
export function startRepeating({ name, everyMs, run, log }: RepeatOptions): Repetition {
  const stopping = new AbortController();
  const { signal } = stopping;
  let hasFailed = false;

  const repeat = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await run(signal);
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) log.warn({ err: error, task: name }, 'a repeated task failed and is tried again');
        hasFailed = true;
      }
      await sleepUnless(signal, everyMs);
    }
  };
  const running = repeat();

  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** Resolves after `delayMs`, or at once when the signal aborts. */
export async function sleepUnless(signal: AbortSignal, delayMs: number): Promise<void> {
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
