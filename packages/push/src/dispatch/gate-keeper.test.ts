import { describe, expect, it } from 'vitest';
import { createGateKeeper, type GateStore, type StoredGate } from './gate-keeper.ts';

/** A store and a clock that the test moves. */
function setUp(maxAgeMs: number) {
  const state = { nowMs: 0, reads: 0, closed: [] as StoredGate[], permits: 0, reported: [] as string[] };
  const store: GateStore = {
    readClosed: async () => {
      state.reads += 1;
      return state.closed;
    },
    close: async ({ scope, closedMs, reason }) => {
      state.closed = [...state.closed, plain({ scope, remainingMs: closedMs, reason })];
    },
    trip: async ({ scope, reason }) => {
      state.closed = [...state.closed, { scope, remainingMs: 30_000, reason, stage: 1, permits: 5 }];
    },
    takePermit: async () => {
      state.permits -= 1;
      return state.permits >= 0;
    },
    reportProbe: async (scope, result) => void state.reported.push(`${scope} ${result}`),
  };
  const gates = createGateKeeper({ store, maxAgeMs, monotonicMs: () => state.nowMs });
  return { state, gates };
}

/** One that opens wholly when its time is over. */
const plain = (gate: Omit<StoredGate, 'stage' | 'permits'>): StoredGate => ({
  ...gate,
  stage: 0,
  permits: 0,
});

describe('createGateKeeper', () => {
  it('F-5: learns what others closed, at most maxAgeMs late, and does not ask for each message', async () => {
    const { state, gates } = setUp(250);
    await gates.refresh();
    expect(gates.allOpen).toBe(true);
    state.closed = [plain({ scope: 'webpush:origin', remainingMs: 10_000, reason: 'throttled' })];
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

  it('F-6: a half-open way lets as many pass as there are permits, and hears what became of them', async () => {
    const { state, gates } = setUp(1_000_000);
    state.closed = [{ scope: 'a', remainingMs: -1, reason: 'server_failing', stage: 1, permits: 2 }];
    state.permits = 2;
    await gates.refresh();
    const probes = [{ scope: 'a', reason: 'server_failing' }];
    expect(await gates.admit(['a', 'b'])).toEqual({ kind: 'open', probes });
    expect(await gates.admit(['a'])).toEqual({ kind: 'open', probes });
    expect(await gates.admit(['a'])).toMatchObject({ kind: 'held', reason: 'server_failing' });
    expect(await gates.admit(['b'])).toEqual({ kind: 'open', probes: [] });
    await gates.report(probes, 'accepted');
    await gates.report(probes, 'throttled');
    await gates.report(probes, 'ambiguous');
    expect(state.reported).toEqual(['a passed', 'a failed']);
  });

  it('F-6: a breaker that is open is not opened again by what was under way, and keeps its own reason', async () => {
    const { state, gates } = setUp(1_000_000);
    await gates.refresh();
    await gates.trip({ scope: 'a', reason: 'mass_invalid' });
    await gates.trip({ scope: 'a', reason: 'server_failing' });
    await gates.close({ scope: 'a', closedMs: 900_000, reason: 'throttled' });
    expect(state.closed.filter(({ stage }) => stage > 0)).toHaveLength(1);
    expect(gates.isTripped('a', 'mass_invalid')).toBe(true);
    expect(gates.isTripped('a', 'server_failing')).toBe(false);
    expect(await gates.admit(['a'])).toEqual({ kind: 'held', remainingMs: 900_000, reason: 'mass_invalid' });
  });
});
