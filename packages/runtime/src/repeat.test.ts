import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';
import { startRepeating } from './repeat.ts';

function setUp() {
  const lines: string[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(line) },
  });
  return { lines, log };
}

describe('startRepeating', () => {
  it('runs again after a run has ended, and never two at once', async () => {
    const { log } = setUp();
    const reached = Promise.withResolvers<void>();
    let runs = 0;
    let running = 0;
    const task = startRepeating({
      name: 'count',
      everyMs: 1,
      log,
      run: async () => {
        running += 1;
        expect(running).toBe(1);
        await new Promise(setImmediate);
        running -= 1;
        runs += 1;
        if (runs === 5) reached.resolve();
      },
    });
    await reached.promise;
    await task.stop();
    const atStop = runs;
    await new Promise(setImmediate);
    expect(runs).toBe(atStop);
  });

  it('a run that fails is logged once and repeated until it succeeds', async () => {
    const { log, lines } = setUp();
    const recovered = Promise.withResolvers<void>();
    let runs = 0;
    const task = startRepeating({
      name: 'flaky',
      everyMs: 1,
      log,
      run: async () => {
        runs += 1;
        if (runs < 4) throw new Error('the database is away');
        recovered.resolve();
      },
    });
    await recovered.promise;
    await task.stop();
    expect(lines.filter((line) => line.includes('flaky'))).toHaveLength(1);
  });

  it('stop tells the run that is under way, waits for it, and cuts a wait short', async () => {
    const { log } = setUp();
    const started = Promise.withResolvers<void>();
    let ended = false;
    const task = startRepeating({
      name: 'long',
      everyMs: 3_600_000,
      log,
      run: async (signal) => {
        started.resolve();
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        ended = true;
      },
    });
    await started.promise;
    await task.stop();
    expect(ended).toBe(true);
  });
});
