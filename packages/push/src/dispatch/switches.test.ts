import { describe, expect, it } from 'vitest';
import { createSwitchReader } from './switches.ts';

function setUp(stored: unknown) {
  const state = { nowMs: 0, reads: 0, stored, fails: false };
  const reader = createSwitchReader({
    settings: {
      find: async () => {
        state.reads += 1;
        if (state.fails) throw new Error('the database is away');
        return state.stored;
      },
    },
    maxAgeMs: 1_000,
    monotonicMs: () => state.nowMs,
  });
  return { state, reader };
}

describe('createSwitchReader', () => {
  it('DIS-9: everything is on until somebody turns it off, as a whole or one channel', async () => {
    expect(await setUp(null).reader.offFor('webpush')).toBeNull();
    const { reader } = setUp({ channels: { fcm: false, webpush: true } });
    expect(await reader.offFor('fcm')).toBe('channel');
    expect(await reader.offFor('webpush')).toBeNull();
    expect(await reader.offFor('apns')).toBeNull();
    expect(await setUp({ enabled: false }).reader.offFor('apns')).toBe('everything');
  });

  it('DIS-9: a change is honoured within maxAgeMs, with one read for everybody meanwhile', async () => {
    const { state, reader } = setUp(null);
    await Promise.all([reader.offFor('apns'), reader.offFor('fcm'), reader.offFor('webpush')]);
    state.stored = { enabled: false };
    state.nowMs = 999;
    expect(await reader.offFor('apns')).toBeNull();
    expect(state.reads).toBe(1);
    state.nowMs = 1_000;
    expect(await reader.offFor('apns')).toBe('everything');
  });

  it('a failure to read is reported and not remembered', async () => {
    const { state, reader } = setUp(null);
    state.fails = true;
    await expect(reader.offFor('apns')).rejects.toThrow('away');
    state.fails = false;
    expect(await reader.offFor('apns')).toBeNull();
  });
});
