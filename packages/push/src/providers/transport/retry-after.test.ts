import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfterSeconds } from './retry-after.ts';

const NOW = new Date('1994-11-06T08:49:00Z');

describe('parseRetryAfterSeconds', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', 37],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 37],
    ['Sun Nov  6 08:49:37 1994', 37],
    ['Sun, 06 Nov 1994 08:48:00 GMT', 0],
    ['Sun, 06 Nov 2044 08:49:37 GMT', 86_400],
    ['120', 120],
    [' 120 ', 120],
    ['0', 0],
    ['99999999999999999999', 86_400],
  ])('DIS-4: %j is a wait of %d s', (value, seconds) => {
    expect(parseRetryAfterSeconds(value, NOW)).toBe(seconds);
  });

  it.each(['', '-1', '1.5', '1e3', 'soon', '1994-11-06', 'Sun, 99 Foo 1994 08:49:37 GMT', '0x10'])(
    'DIS-4: %j says nothing',
    (value) => {
      expect(parseRetryAfterSeconds(value, NOW)).toBeNull();
    },
  );

  it('DIS-4: an absent header says nothing, and of two the first counts', () => {
    expect(parseRetryAfterSeconds(undefined, NOW)).toBeNull();
    expect(parseRetryAfterSeconds(['5', '900'], NOW)).toBe(5);
  });

  it('DIS-4: every HTTP-date within a day comes back as its distance, and every text as null or 0 to 24 h', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 86_400 }), (seconds) => {
        const date = new Date(NOW.getTime() + seconds * 1000).toUTCString();
        expect(parseRetryAfterSeconds(date, NOW)).toBe(seconds);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (value) => {
        const seconds = parseRetryAfterSeconds(value, NOW);
        if (seconds !== null) expect(seconds >= 0 && seconds <= 86_400).toBe(true);
      }),
    );
  });
});
