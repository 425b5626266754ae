import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './backoff.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('backoffMs', () => {
  it('doubles from a second to a minute, and never waits less than half of that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), randoms, (attempt, random) => {
        const ceilingMs = Math.min(1000 * 2 ** (attempt - 1), 60_000);
        const waitMs = backoffMs({ attempt, askedMs: null, random });
        expect(waitMs).toBeGreaterThanOrEqual(ceilingMs / 2);
        expect(waitMs).toBeLessThanOrEqual(ceilingMs);
      }),
    );
  });

  it('waits as long as the server asks for, and little longer; an hour at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), randoms, (askedMs, random) => {
        const waitMs = backoffMs({ attempt: 1, askedMs, random });
        expect(waitMs).toBeGreaterThanOrEqual(Math.min(askedMs, 3_600_000));
        expect(waitMs).toBeLessThanOrEqual(Math.min(askedMs, 3_600_000) * 1.2 + 1);
      }),
    );
  });
});

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    [' 5 ', 5000],
    ['Sun, 22 Nov 2026 12:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 11:00:00 GMT', null],
    ['0', null],
    ['-3', null],
    ['soon', null],
    [null, null],
  ])('reads %o as %o', (header, ms) => {
    expect(retryAfterMs(header, NOW_MS)).toBe(ms);
  });

  it('never gives a wait that is none, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const ms = retryAfterMs(header, NOW_MS);
        expect(ms === null || (Number.isFinite(ms) && ms > 0)).toBe(true);
      }),
    );
  });
});
