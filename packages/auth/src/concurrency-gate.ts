import { AppError } from '@carillon/contracts/errors';

/** Runs at most `concurrency` tasks at once and lets at most `maxWaiting` more wait, in the order of their coming. */
export interface ConcurrencyGate {
  /** @throws {AppError} `unavailable` at once when the queue is full */
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createConcurrencyGate(options: {
  readonly concurrency: number;
  readonly maxWaiting: number;
}): ConcurrencyGate {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < options.concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= options.maxWaiting) {
      throw new AppError('unavailable', {
        detail: 'Too many sign-ins at once. Try again.',
        retryAfterSeconds: 1,
      });
    }
    // The one that leaves hands its place on, so that `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    async run(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
