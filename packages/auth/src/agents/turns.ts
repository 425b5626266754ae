import { type ConcurrencyGate, createConcurrencyGate } from '../concurrency-gate.ts';

/** Runs the tasks of one subject one after the other, and those of different ones side by side. */
export interface Turns {
  /** @throws {AppError} `unavailable` at once when `maxWaiting` of that subject wait already */
  run<T>(subject: string, task: () => Promise<T>): Promise<T>;
}

export function createTurns({ maxWaiting }: { readonly maxWaiting: number }): Turns {
  const lines = new Map<string, { readonly gate: ConcurrencyGate; members: number }>();
  return {
    async run(subject, task) {
      const line = lines.get(subject) ?? {
        gate: createConcurrencyGate({ concurrency: 1, maxWaiting }),
        members: 0,
      };
      lines.set(subject, line);
      line.members += 1;
      try {
        return await line.gate.run(task);
      } finally {
        line.members -= 1;
        if (line.members === 0) lines.delete(subject);
      }
    },
  };
}
