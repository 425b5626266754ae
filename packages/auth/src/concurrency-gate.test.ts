import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConcurrencyGate } from './concurrency-gate.ts';

describe('the gate', () => {
  it('T-8: property: never more than the cap run at once, all that are admitted run, in the order of their coming', async () => {
    const sizes = fc.record({
      concurrency: fc.integer({ min: 1, max: 5 }),
      tasks: fc.integer({ min: 0, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.scheduler(), async ({ concurrency, tasks }, scheduler) => {
        const gate = createConcurrencyGate({ concurrency, maxWaiting: tasks });
        const started: number[] = [];
        let running = 0;
        let most = 0;
        const all = Promise.all(
          Array.from({ length: tasks }, (_, index) =>
            gate.run(async () => {
              started.push(index);
              running += 1;
              most = Math.max(most, running);
              await scheduler.schedule(Promise.resolve());
              running -= 1;
            }),
          ),
        );
        await scheduler.waitFor(all);
        expect(most).toBe(Math.min(concurrency, tasks));
        expect(started).toEqual(Array.from({ length: tasks }, (_, index) => index));
      }),
    );
  });

  it('T-8: those beyond the queue are refused at once with unavailable and a time to try again', async () => {
    const gate = createConcurrencyGate({ concurrency: 1, maxWaiting: 1 });
    const release = Promise.withResolvers<void>();
    const admitted = [gate.run(() => release.promise), gate.run(() => Promise.resolve())];
    await expect(gate.run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 1,
    });
    release.resolve();
    await Promise.all(admitted);
    await expect(gate.run(() => Promise.resolve('again'))).resolves.toBe('again');
  });

  it('T-8: a task that fails gives its place back', async () => {
    const gate = createConcurrencyGate({ concurrency: 1, maxWaiting: 10 });
    const failing = Array.from({ length: 5 }, () => gate.run(() => Promise.reject(new Error('no'))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(
      Array(5).fill('rejected'),
    );
    await expect(gate.run(() => Promise.resolve('through'))).resolves.toBe('through');
  });
});
