import { describe, expect, it } from 'vitest';
import { createServerClock } from './server-clock.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** A clock whose machine says `now`, and whose monotonic time the test moves. */
function clockOf(nowMs: number) {
  const machine = { nowMs, monotonicMs: 0 };
  const clock = createServerClock({
    now: () => new Date(machine.nowMs),
    monotonicMs: () => machine.monotonicMs,
  });
  return { machine, clock };
}

describe('the server’s clock', () => {
  it('F-11: is the machine’s until a server tells the time, and follows no jump after that', () => {
    const { machine, clock } = clockOf(NOON - 3_600_000);
    expect(clock.now().getTime()).toBe(NOON - 3_600_000);
    expect(clock.learn('Sun, 01 Mar 2026 12:00:00 GMT')).toBe(3600);
    machine.nowMs += 7_200_000;
    machine.monotonicMs += 5_000;
    expect(clock.now().getTime()).toBe(NOON + 5_000);
    expect(clock.learn('Sun, 01 Mar 2026 12:00:05 GMT')).toBe(0);
  });

  it.each([undefined, '', 'yesterday', []])('F-11: %o tells no time', (header) => {
    const { clock } = clockOf(NOON);
    expect(clock.learn(header)).toBe(0);
    expect(clock.now().getTime()).toBe(NOON);
  });
});
