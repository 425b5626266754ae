import { describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from './concurrency-limit.ts';

describe('createConcurrencyLimit', () => {
  it('never runs more than the limit at once, runs everything, in order, also past tasks that fail', async () => {
    const limit = createConcurrencyLimit({ limit: 3, reserved: 0 });
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
      Array.from({ length: 20 }, (_, index) => limit.run('one', 'bulk', task(index))),
    );
    expect(most).toBe(3);
    expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
    await expect(limit.run('one', 'bulk', async () => 'free again')).resolves.toBe('free again');
  });

  it('DIS-1: one key that hangs takes no place of another', async () => {
    const limit = createConcurrencyLimit({ limit: 2, reserved: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    const hanging = Array.from({ length: 5 }, () => limit.run('hangs', 'prompt', () => promise));
    await expect(limit.run('works', 'bulk', async () => 'done')).resolves.toBe('done');
    resolve();
    await Promise.all(hanging);
  });

  it('DIS-8: bulk tasks leave the reserved places free, and whoever waits for a prompt one goes first', async () => {
    const limit = createConcurrencyLimit({ limit: 3, reserved: 1 });
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const task = (name: string) => () => {
      begun.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    };
    const all = [
      ...['b1', 'b2', 'b3', 'b4'].map((name) => limit.run('one', 'bulk', task(name))),
      ...['p1', 'p2', 'p3'].map((name) => limit.run('one', 'prompt', task(name))),
    ];
    expect(begun).toEqual(['b1', 'b2', 'p1']);
    ends.shift()?.();
    await expect.poll(() => begun).toEqual(['b1', 'b2', 'p1', 'p2']);
    ends.shift()?.();
    await expect.poll(() => begun).toEqual(['b1', 'b2', 'p1', 'p2', 'p3']);
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toHaveLength(5);
    while (begun.length < 7) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    for (const end of ends) end();
    await Promise.all(all);
    expect(begun.slice(5)).toEqual(['b3', 'b4']);
  });

  it('refuses a limit that nothing could run under', () => {
    expect(() => createConcurrencyLimit({ limit: 0, reserved: 0 })).toThrow(RangeError);
    expect(() => createConcurrencyLimit({ limit: Number.NaN, reserved: 0 })).toThrow(RangeError);
    expect(() => createConcurrencyLimit({ limit: 2, reserved: 2 })).toThrow(RangeError);
  });
});
