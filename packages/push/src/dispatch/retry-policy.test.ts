import { LIMITS } from '@carillon/contracts/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideRetry, RETRY_AFTER_CAP_SECONDS, type RetryInput } from './retry-policy.ts';

const now = new Date('2026-01-01T00:00:00Z');
const inSeconds = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);
const input = (change: Partial<RetryInput>): RetryInput => ({
  outcomeClass: 'transient',
  attempts: 1,
  retryAfterSeconds: null,
  now,
  expiresAt: inSeconds(LIMITS.ttlSecondsMax),
  random: 0.5,
  ...change,
});

const anyInput = fc.record({
  outcomeClass: fc.constantFrom('config', 'throttled', 'transient', 'ambiguous'),
  attempts: fc.integer({ min: 1, max: 30 }),
  retryAfterSeconds: fc.option(fc.integer({ min: 0, max: 10 * RETRY_AFTER_CAP_SECONDS })),
  now: fc.constant(now),
  expiresAt: fc.integer({ min: -10, max: LIMITS.ttlSecondsMax }).map(inSeconds),
  random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
}) satisfies fc.Arbitrary<RetryInput>;

describe('decideRetry', () => {
  it('DIS-4: waits 2, 4, 8 s, then 1, 5, 15 min and 1 h again and again', () => {
    const delays = Array.from({ length: 9 }, (_, index) => decideRetry(input({ attempts: index + 1 })));
    const seconds = [2, 4, 8, 60, 300, 900, 3600, 3600, 3600];
    expect(delays).toEqual(seconds.map((delay) => ({ kind: 'retry', delayMs: delay * 1000 })));
  });

  it('DIS-4: the jitter is 20 % either way', () => {
    expect(decideRetry(input({ random: 0 }))).toEqual({ kind: 'retry', delayMs: 1600 });
    expect(decideRetry(input({ random: 0.999_999 }))).toEqual({ kind: 'retry', delayMs: 2400 });
  });

  it('DIS-4: where a provider’s documentation says what to begin with, the quick lane waits that long', () => {
    const delayOf = (attempts: number, random: number) =>
      decideRetry(input({ attempts, random, backoffSeconds: 15 }));
    for (const attempts of [1, 2, 3]) {
      expect(delayOf(attempts, 0)).toEqual({ kind: 'retry', delayMs: 15_000 });
      expect(delayOf(attempts, 0.5)).toEqual({ kind: 'retry', delayMs: 16_500 });
    }
    expect(delayOf(4, 0.5)).toEqual({ kind: 'retry', delayMs: 60_000 });
    expect(decideRetry(input({ backoffSeconds: 15, retryAfterSeconds: 3, random: 0 }))).toEqual({
      kind: 'retry',
      delayMs: 3_000,
    });
  });

  it('DIS-4: Retry-After wins over the lanes, is never undercut and is capped at 24 h', () => {
    for (const attempts of [1, 5, 9]) {
      expect(decideRetry(input({ attempts, retryAfterSeconds: 30, random: 0 }))).toEqual({
        kind: 'retry',
        delayMs: 30_000,
      });
    }
    expect(decideRetry(input({ retryAfterSeconds: 10 * RETRY_AFTER_CAP_SECONDS, random: 0 }))).toEqual({
      kind: 'retry',
      delayMs: RETRY_AFTER_CAP_SECONDS * 1000,
    });
  });

  it('DIS-4: ends after ten attempts, or when the next one would come after the TTL', () => {
    expect(decideRetry(input({ attempts: 10 }))).toEqual({ kind: 'exhausted' });
    expect(decideRetry(input({ expiresAt: inSeconds(2) }))).toEqual({ kind: 'expired' });
    expect(decideRetry(input({ expiresAt: inSeconds(2.001) }))).toEqual({ kind: 'retry', delayMs: 2000 });
  });

  it('a message that met wrong credentials is parked until its TTL, not given up', () => {
    expect(decideRetry(input({ outcomeClass: 'config', attempts: 1 }))).toEqual({
      kind: 'retry',
      delayMs: 60_000,
    });
    expect(decideRetry(input({ outcomeClass: 'config', attempts: 40 }))).toEqual({
      kind: 'retry',
      delayMs: 3_600_000,
    });
    expect(decideRetry(input({ outcomeClass: 'config', expiresAt: inSeconds(30) }))).toEqual({
      kind: 'expired',
    });
  });

  it('DIS-4: for any input a retry comes before the end of life, after what was asked for, and after some wait', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const decision = decideRetry(given);
        if (decision.kind !== 'retry') return;
        expect(given.now.getTime() + decision.delayMs).toBeLessThan(given.expiresAt.getTime());
        if (given.retryAfterSeconds === null) expect(decision.delayMs).toBeGreaterThanOrEqual(1600);
        else {
          const asked = Math.min(given.retryAfterSeconds, RETRY_AFTER_CAP_SECONDS) * 1000;
          expect(decision.delayMs).toBeGreaterThanOrEqual(asked);
        }
        expect(decision.delayMs).toBeLessThanOrEqual((RETRY_AFTER_CAP_SECONDS + 1) * 1000);
      }),
    );
  });
});
