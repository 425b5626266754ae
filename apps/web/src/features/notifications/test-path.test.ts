import { describe, expect, it } from 'vitest';
import type { Delivery } from '@/wire/wire-types.ts';
import { isPathOpen, testPath } from './test-path.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 4, 20, 12, 0, seconds)).toISOString();
const attempt = {
  at: at(1),
  kind: 'accepted',
  attempt: 1,
  reason: null,
  detail: '',
  durationMs: 20,
} as const;
const queued: Parameters<typeof testPath>[0] = {
  state: 'pending',
  channel: 'webpush',
  reason: null,
  createdAt: at(0),
  acceptedAt: null,
  displayedAt: null,
  clickedAt: null,
  events: [],
};
const states = (delivery: Parameters<typeof testPath>[0]) =>
  testPath(delivery, 'push').map(({ state }) => state);

describe('testPath', () => {
  it('DIS-5: shows each step as it happens', () => {
    expect(states(undefined)).toEqual(['current', 'ahead', 'ahead', 'ahead']);
    expect(states(queued)).toEqual(['done', 'current', 'ahead', 'ahead']);
    const accepted = { ...queued, state: 'accepted', acceptedAt: at(1), events: [attempt] } as const;
    expect(states({ ...accepted, events: [attempt] })).toEqual(['done', 'done', 'done', 'current']);
    expect(states({ ...accepted, state: 'displayed', displayedAt: at(2), events: [attempt] })).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
  });

  it('DIS-5: sending begins before its outcome is written', () => {
    const accepted = { ...queued, state: 'accepted', acceptedAt: at(1), events: [attempt] } as const;
    const [, sent, taken] = testPath({ ...accepted, events: [attempt] }, 'push');
    expect([sent?.at, taken?.at]).toEqual(['2026-05-20T12:00:00.980Z', at(1)]);
  });

  it('WEB-10: a refusal stops the path where it happened', () => {
    const events: Delivery['events'] = [{ ...attempt, kind: 'failed', reason: 'gone' }];
    expect(states({ ...queued, state: 'failed', events })).toEqual(['done', 'done', 'failed', 'skipped']);
  });

  it('a message that was held back was never sent', () => {
    expect(states({ ...queued, state: 'suppressed' })).toEqual(['done', 'failed', 'skipped', 'skipped']);
  });

  it('is watched until the device reports or the message stops', () => {
    expect(isPathOpen(undefined)).toBe(true);
    expect(isPathOpen({ ...queued, state: 'accepted', acceptedAt: at(1) })).toBe(true);
    expect(isPathOpen({ ...queued, state: 'displayed', displayedAt: at(2) })).toBe(false);
    expect(isPathOpen({ ...queued, state: 'failed' })).toBe(false);
  });

  describe('to an agent', () => {
    const inbox = { ...queued, channel: 'inbox', state: 'accepted', acceptedAt: at(1) } as const;
    const events: Delivery['events'] = [{ ...attempt, at: at(4), kind: 'received', attempt: null }];
    const shown = (delivery: Parameters<typeof testPath>[0]) =>
      testPath(delivery, 'agent').map(({ label, state }) => `${label}: ${state}`);

    it('SEC-9: waits in its inbox until the agent acknowledges it', () => {
      expect(shown(undefined)).toEqual(['Queued: current', 'In its inbox: ahead', 'Processed: ahead']);
      expect(shown(inbox)).toEqual(['Queued: done', 'In its inbox: done', 'Processed: current']);
      const processed = {
        ...inbox,
        state: 'received',
        reason: 'agent_processed',
        events,
      } as const;
      expect(shown(processed)).toEqual(['Queued: done', 'In its inbox: done', 'Processed: done']);
      expect(testPath(processed, 'agent').at(-1)?.at).toBe(at(4));
      expect([isPathOpen(inbox), isPathOpen(processed)]).toEqual([true, false]);
    });

    it('SEC-9: an agent that says it failed is believed', () => {
      const failed = { ...inbox, state: 'received', reason: 'agent_failed', events } as const;
      expect(shown(failed).at(-1)).toBe('Processed: failed');
      expect(isPathOpen(failed)).toBe(false);
    });
  });
});
