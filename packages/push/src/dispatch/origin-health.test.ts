import { describe, expect, it } from 'vitest';
import { createOriginHealth, MAX_ORIGINS } from './origin-health.ts';

function setUp() {
  const clock = { nowMs: 0 };
  return { clock, health: createOriginHealth(() => clock.nowMs) };
}

describe('createOriginHealth', () => {
  it('F-6: says so when most of enough recent attempts failed, and forgets old ones', () => {
    const { clock, health } = setUp();
    const fail = (times: number) => Array.from({ length: times }, () => health.ended('a', true));
    expect(fail(19)).not.toContain(true);
    expect(fail(1)).toEqual([true]);
    clock.nowMs = 600_000;
    expect(fail(10)).not.toContain(true);
    for (let ended = 0; ended < 30; ended += 1) health.ended('a', false);
    expect(fail(10)).not.toContain(true);
    expect(health.ended('b', true)).toBe(false);
  });

  it('F-6: while a service fails, repetitions stay below a fifth of the first attempts and a small reserve', () => {
    const { clock, health } = setUp();
    for (let first = 0; first < 1_000; first += 1) {
      health.started('a', false);
      health.ended('a', first % 3 === 0);
    }
    let retries = 0;
    while (health.mayRetry('a') && retries < 10_000) {
      health.started('a', true);
      health.ended('a', true);
      retries += 1;
    }
    expect(retries).toBeGreaterThan(200);
    expect(retries).toBeLessThanOrEqual(211);
    // Time alone lets a few more through, so that a service to which nobody sends anything new is tried again.
    clock.nowMs = 120_000;
    expect(health.mayRetry('a')).toBe(true);
  });

  it('DIS-4: while a service is well, every repetition may be sent', () => {
    const { health } = setUp();
    for (let attempt = 0; attempt < 500; attempt += 1) {
      expect(health.mayRetry('a')).toBe(true);
      health.started('a', true);
      health.ended('a', attempt % 20 === 0);
    }
  });

  it('T-11: of push services that anybody can name, only so many are remembered: those used last', () => {
    const { health } = setUp();
    const failTimes = (origin: string, times: number) =>
      Array.from({ length: times }, () => health.ended(origin, true)).includes(true);
    failTimes('used', 19);
    failTimes('left', 19);
    for (let other = 0; other < MAX_ORIGINS - 1; other += 1) {
      health.mayRetry('used');
      health.started(`other ${other}`, false);
    }
    expect([failTimes('used', 1), failTimes('left', 1)]).toEqual([true, false]);
  });
});
