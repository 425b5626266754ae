import { describe, expect, it } from 'vitest';
import { type ClosedGate, createGateKeeper, type GateStore } from './gate-keeper.ts';

/** A store and a clock that the test moves. */
function setUp(maxAgeMs: number) {
  const state = { nowMs: 0, reads: 0, closed: [] as ClosedGate[] };
  const store: GateStore = {
    readClosed: async () => {
      state.reads += 1;
      return state.closed;
    },
    close: async ({ scope, closedMs, reason }) => {
      state.closed = [...state.closed, { scope, remainingMs: closedMs, reason }];
    },
  };
  const gates = createGateKeeper({ store, maxAgeMs, monotonicMs: () => state.nowMs });
  return { state, gates };
}

describe('createGateKeeper', () => {
  it('F-5: learns what others closed, at most maxAgeMs late, and does not ask for each message', async () => {
    const { state, gates } = setUp(250);
    await gates.refresh();
    expect(gates.allOpen).toBe(true);
    state.closed = [{ scope: 'webpush:origin', remainingMs: 10_000, reason: 'throttled' }];
    state.nowMs = 249;
    await gates.refresh();
    expect(gates.find(['webpush:origin'])).toBeNull();
    state.nowMs = 250;
    await Promise.all([gates.refresh(), gates.refresh(), gates.refresh()]);
    expect(state.reads).toBe(2);
    expect(gates.find(['webpush:app', 'webpush:origin'])).toEqual({
      scope: 'webpush:origin',
      remainingMs: 10_000,
      reason: 'throttled',
    });
    expect(gates.find(['webpush:app'])).toBeNull();
  });

  it('F-5: a gate that is closed here is closed at once, and opens when its time has come', async () => {
    const { state, gates } = setUp(1_000_000);
    await gates.refresh();
    await gates.close({ scope: 'a', closedMs: 3_000, reason: 'throttled' });
    expect(gates.find(['a'])?.remainingMs).toBe(3_000);
    state.nowMs = 2_999;
    expect(gates.find(['a'])?.remainingMs).toBe(1);
    state.nowMs = 3_000;
    expect(gates.find(['a'])).toBeNull();
  });

  it('a shorter request to wait does not open what is closed for longer; of several scopes the longest counts', async () => {
    const { gates } = setUp(1_000_000);
    await gates.refresh();
    await gates.close({ scope: 'a', closedMs: 5_000, reason: 'first' });
    await gates.close({ scope: 'a', closedMs: 1_000, reason: 'second' });
    await gates.close({ scope: 'b', closedMs: 9_000, reason: 'third' });
    expect(gates.find(['a'])).toMatchObject({ remainingMs: 5_000, reason: 'first' });
    expect(gates.find(['a', 'b'])).toMatchObject({ scope: 'b' });
  });

  it('what was closed while the database was being read is not forgotten', async () => {
    const { state, gates } = setUp(0);
    const reading = gates.refresh();
    await gates.close({ scope: 'a', closedMs: 5_000, reason: 'throttled' });
    state.closed = [];
    await reading;
    expect(gates.find(['a'])).not.toBeNull();
  });
});
