import { describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from './concurrency-limit.ts';

describe('createConcurrencyLimit', () => {
  it('never runs more than the limit at once, runs everything, in order, also past tasks that fail', async () => {
    const limit = createConcurrencyLimit(3);
    const begun: number[] = [];
    let running = 0;
    let most = 0;
    const task = (index: number) => async (): Promise<number> => {
      begun.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (index % 5 === 0) throw new Error(`task ${index}`);
      return index;
    };
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => limit.run('one', task(index))),
    );
    expect(most).toBe(3);
    expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    await expect(limit.run('one', async () => 'free again')).resolves.toBe('free again');
  });

  it('DIS-1: one key that hangs takes no place of another', async () => {
    const limit = createConcurrencyLimit(2);
    const { promise, resolve } = Promise.withResolvers<void>();
    const hanging = Array.from({ length: 5 }, () => limit.run('hangs', () => promise));
    await expect(limit.run('works', async () => 'done')).resolves.toBe('done');
    resolve();
    await Promise.all(hanging);
  });

  it('refuses a limit that nothing could run under', () => {
    expect(() => createConcurrencyLimit(0)).toThrow(RangeError);
    expect(() => createConcurrencyLimit(Number.NaN)).toThrow(RangeError);
  });
});
