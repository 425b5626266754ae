import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptsText, bucketsOf, classesOf, sumOf, totalOf } from './outcome-series.ts';
import { rangeFromQuery, rangeStart } from './range.ts';

const from = new Date('2026-05-20T12:00:00Z');
const to = new Date('2026-05-20T13:00:00Z');
const point = (minutes: number, status: string, count: number, channel: 'webpush' | 'apns' = 'webpush') => ({
  at: new Date(from.getTime() + minutes * 60_000).toISOString(),
  channel,
  status,
  count,
});

describe('outcomes over time', () => {
  it('OBS-1: every interval is there, also those in which nothing was sent', () => {
    const buckets = bucketsOf(
      { intervalSeconds: 300, points: [point(5, 'accepted', 9), point(5, 'throttled', 1)] },
      { from, to, channel: null },
    );
    expect(buckets).toHaveLength(12);
    expect(buckets[1]).toEqual({
      atMs: from.getTime() + 300_000,
      working: 9,
      waiting: 1,
      attention: 0,
      stopped: 0,
    });
    expect(totalOf(sumOf(buckets))).toBe(10);
  });

  it('shows one way alone when asked to, and its classes by frequency', () => {
    const points = [
      point(0, 'accepted', 2),
      point(0, 'token_invalid', 5, 'apns'),
      point(9, 'config', 6, 'apns'),
    ];
    const ofApns = bucketsOf({ intervalSeconds: 300, points }, { from, to, channel: 'apns' });
    expect(sumOf(ofApns)).toEqual({ working: 0, waiting: 0, attention: 6, stopped: 5 });
    expect(classesOf(points, 'apns').map(({ status }) => status)).toEqual(['config', 'token_invalid']);
  });

  it('never loses a count that lies in the range, whatever its class', () => {
    const anyPoint = fc.record({
      minutes: fc.integer({ min: 0, max: 59 }),
      status: fc.string(),
      count: fc.nat(1000),
    });
    fc.assert(
      fc.property(fc.array(anyPoint), (given) => {
        const points = given.map(({ minutes, status, count }) => point(minutes, status, count));
        const buckets = bucketsOf({ intervalSeconds: 300, points }, { from, to, channel: null });
        expect(totalOf(sumOf(buckets))).toBe(points.reduce((sum, { count }) => sum + count, 0));
      }),
    );
  });

  it.each([
    [{ working: 0 }, '0 attempts, none accepted'],
    [{ working: 1 }, '1 attempt, 100 % accepted'],
    [{ working: 5 }, '5 attempts, 100 % accepted'],
    [{ working: 99_999, attention: 1 }, '100,000 attempts, 99.9 % accepted'],
    [{ working: 1, stopped: 2 }, '3 attempts, 33.3 % accepted'],
  ])('says of %o how many there were and which share was accepted: %s', (tally, text) => {
    expect(attemptsText({ waiting: 0, attention: 0, stopped: 0, ...tally })).toBe(text);
  });
});

describe('the range', () => {
  it('stands in the address, and is a day where that says nothing', () => {
    expect(rangeFromQuery(new URLSearchParams('range=7d'))).toBe('7d');
    expect(rangeFromQuery(new URLSearchParams('range=1y'))).toBe('24h');
  });

  it('moves on in full intervals, so that the same question is asked for a while', () => {
    const start = rangeStart('1h', new Date('2026-05-20T12:34:56Z'));
    expect(start.toISOString()).toBe('2026-05-20T11:35:00.000Z');
    expect(rangeStart('1h', new Date('2026-05-20T12:34:59.999Z'))).toEqual(start);
    expect(rangeStart('1h', new Date('2026-05-20T12:35:00Z'))).not.toEqual(start);
  });
});
