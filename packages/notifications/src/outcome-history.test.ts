import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseInterval, createOutcomeStats } from './outcome-history.ts';

const at = (text: string): Date => new Date(text);

describe('chooseInterval', () => {
  it('OBS-1: never more than 300 intervals touch a range, and none is shorter than what is stored', () => {
    const time = fc.date({
      min: at('2000-01-01T00:00:00Z'),
      max: at('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(time, time, (one, other) => {
        fc.pre(one.getTime() !== other.getTime());
        const [from, to] = one < other ? [one, other] : [other, one];
        const seconds = chooseInterval(from, to);
        expect(seconds % 300).toBe(0);
        const index = (date: Date): number => Math.floor(date.getTime() / 1_000 / seconds);
        expect(index(to) - index(from)).toBeLessThan(300);
      }),
    );
  });

  it('is as fine as it can be', () => {
    const from = at('2026-03-01T00:00:00Z');
    const after = (hours: number): number =>
      chooseInterval(from, new Date(from.getTime() + hours * 3_600_000));
    expect([1, 24, 25, 24 * 7, 24 * 30, 24 * 365].map(after)).toEqual([
      300, 300, 900, 3_600, 10_800, 172_800,
    ]);
  });
});

describe('outcome stats', () => {
  it('begin with the interval that the first moment falls into, and end now if no end is given', async () => {
    const asked: object[] = [];
    const stats = createOutcomeStats({
      now: async () => at('2026-03-01T12:00:00Z'),
      read: async (range) => {
        asked.push(range);
        return [];
      },
    });
    expect(await stats.read({ from: at('2026-03-01T10:07:30Z') })).toEqual({
      intervalSeconds: 300,
      points: [],
    });
    expect(asked).toEqual([
      { from: at('2026-03-01T10:05:00Z'), to: at('2026-03-01T12:00:00Z'), intervalSeconds: 300 },
    ]);
    await expect(stats.read({ from: at('2026-03-01T12:00:00Z') })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: 'from' }],
    });
  });
});
