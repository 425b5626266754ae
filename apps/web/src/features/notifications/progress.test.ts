import { deliveryStateSchema } from '@carillon/contracts/notifications';
import { describe, expect, it } from 'vitest';
import type { Notification } from '@/wire/wire-types.ts';
import { rateOf, rateText, type Sample, settledOf, timeLeftText, withSample } from './progress.ts';

const counts = (of: Partial<Notification['counts']>): Notification['counts'] =>
  ({
    ...Object.fromEntries(deliveryStateSchema.options.map((state) => [state, 0])),
    ...of,
    total: Object.values(of).reduce((sum, count) => sum + (count ?? 0), 0),
  }) as Notification['counts'];

describe('the progress of a broadcast', () => {
  it('DIS-5: counts as settled what nothing more is sent for', () => {
    expect(settledOf(counts({ pending: 5, sending: 2, accepted: 3, failed: 1, suppressed: 1 }))).toBe(5);
  });

  it('measures the rate over the last seconds alone', () => {
    let samples: readonly Sample[] = [];
    expect(rateOf(samples)).toBeNull();
    samples = withSample(samples, { atMs: 0, settled: 0 });
    expect(rateOf(samples)).toBeNull();
    samples = withSample(samples, { atMs: 2_000, settled: 400 });
    expect(rateOf(samples)).toBe(200);
    samples = withSample(samples, { atMs: 16_000, settled: 400 });
    expect(samples).toHaveLength(2);
    expect(rateOf(samples)).toBe(0);
  });

  it('takes the same moment once', () => {
    const once = withSample([], { atMs: 5, settled: 1 });
    expect(withSample(once, { atMs: 5, settled: 1 })).toEqual(once);
  });

  it.each([
    [0, 'waiting'],
    [0.4, 'under 1 device/s'],
    [3.456, '3.5 devices/s'],
    [1204.4, '1,204 devices/s'],
  ])('says %d as %s', (perSecond, text) => {
    expect(rateText(perSecond)).toBe(text);
  });

  it.each([
    [{ pending: 100, accepted: 5 }, 50, 'a few seconds left'],
    [{ pending: 1000, accepted: 5 }, 50, 'about 20 s left'],
    [{ sending: 10_000 }, 50, 'about 3 min left'],
    [{ pending: 1_000_000 }, 50, 'about 6 h left'],
    [{ pending: 100 }, 0, null],
    [{ pending: 100 }, null, null],
    [{ accepted: 100 }, 50, null],
  ] as const)('tells how long %o takes at %s a second: %s', (of, perSecond, text) => {
    expect(timeLeftText({ status: 'sending', counts: counts(of) }, perSecond)).toBe(text);
  });

  it('promises nothing while the devices are still being found', () => {
    expect(timeLeftText({ status: 'expanding', counts: counts({ pending: 9 }) }, 9)).toBeNull();
  });
});
