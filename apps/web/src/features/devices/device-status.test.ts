import { describe, expect, it } from 'vitest';
import type { Device } from '@/wire/wire-types.ts';
import { deviceStatus } from './device-status.ts';

const now = new Date('2026-05-20T12:00:00Z');
const working = {
  provider: 'webpush',
  environment: null,
  health: 'ok',
  reason: null,
  lastDeliveredAt: '2026-05-20T11:00:00.000Z',
} as const satisfies Device['push'];

function statusOf(changes: Partial<Device>) {
  const device = {
    kind: 'push',
    status: 'active',
    platform: 'web',
    push: working,
    mutedUntil: null,
    revokedAt: null,
    online: false,
    lastPollAt: null,
  } as const;
  return deviceStatus({ ...device, ...changes }, now, 'UTC');
}

describe('deviceStatus', () => {
  it('tells a device that gets messages from one that never got any', () => {
    expect(statusOf({})).toMatchObject({ meaning: 'working', word: 'Working' });
    expect(statusOf({ push: { ...working, lastDeliveredAt: null } })).toMatchObject({ word: 'Ready' });
  });

  it('REG-9: a revoked device is shown as revoked since that day, whatever else is true of it', () => {
    expect(
      statusOf({
        status: 'revoked',
        revokedAt: '2026-05-12T09:00:00.000Z',
        push: { ...working, health: 'invalid' },
      }),
    ).toEqual({
      meaning: 'stopped',
      word: 'Revoked',
      reason: 'Revoked on 12 May; it gets nothing unless it registers again',
    });
  });

  it('WEB-10: a subscription that the push service ended needs attention and says what to do', () => {
    expect(statusOf({ push: { ...working, health: 'invalid', reason: 'gone' } })).toEqual({
      meaning: 'attention',
      word: 'Not reachable',
      reason: 'The browser dropped its subscription; turn notifications on again in it',
    });
  });

  it('TOK-4: a device whose token cannot be opened is shown as paused, with the reason', () => {
    expect(statusOf({ push: { ...working, health: 'quarantined', reason: 'undecryptable' } })).toMatchObject({
      meaning: 'attention',
      word: 'Paused',
      reason: 'Its stored token is damaged; turn notifications off and on again on it',
    });
  });

  it('TOK-3: a missing key is named as the cause, and not the device', () => {
    expect(statusOf({ push: { ...working, health: 'quarantined', reason: 'missing_key' } }).reason).toContain(
      'put that key back',
    );
  });

  it('says until when a device is muted, by the clock today and with the day later on', () => {
    expect(statusOf({ mutedUntil: '2026-05-20T18:30:00.000Z' })).toMatchObject({
      meaning: 'waiting',
      reason: 'Muted until 18:30; until then it gets nothing',
    });
    expect(statusOf({ mutedUntil: '2026-05-22T08:00:00.000Z' }).reason).toContain('22 May, 08:00');
    expect(statusOf({ mutedUntil: '2026-05-20T11:59:00.000Z' }).word).toBe('Working');
  });

  it('TOK-6: a device without a token says how it lost it', () => {
    expect(statusOf({ push: null })).toMatchObject({ meaning: 'waiting', word: 'No push token' });
    expect(statusOf({ push: { ...working, health: 'none', reason: 'unsubscribed' } }).reason).toBe(
      'Notifications were turned off in that browser',
    );
    expect(statusOf({ push: { ...working, health: 'none', reason: 'moved' } }).reason).toContain(
      'Somebody else',
    );
  });

  describe('of an agent', () => {
    const agent = {
      kind: 'agent',
      platform: 'agent',
      push: null,
      lastPollAt: '2026-05-20T11:58:00.000Z',
    } as const;

    it('REG-16: says why a device that nobody used gets nothing, and what to do', () => {
      const ended = statusOf({ push: { ...working, health: 'none', reason: 'stale' } });
      expect(ended.word).toBe('Ended');
      expect(ended.reason).toContain('Nobody used it for a long time');
      expect(ended.reason).toContain('turn notifications on again');
    });

    it('SEC-10: says in words whether it is online, and since when it is not', () => {
      expect(statusOf({ ...agent, online: true })).toMatchObject({ meaning: 'working', word: 'Online' });
      expect(statusOf({ ...agent, lastPollAt: '2026-05-19T08:30:00.000Z' })).toEqual({
        meaning: 'attention',
        word: 'Offline',
        reason: 'It has not asked for messages since 19 May, 08:30; they wait for it',
      });
      expect(statusOf({ ...agent, lastPollAt: null })).toMatchObject({ word: 'Never connected' });
    });

    it('REG-10: a revoked one never comes back, and is not told to register again', () => {
      const revoked = { status: 'revoked', revokedAt: '2026-05-12T09:00:00.000Z' } as const;
      expect(statusOf({ ...agent, ...revoked }).reason).toBe(
        'Revoked on 12 May; its secret has ended, and it never comes back',
      );
    });

    it('that is muted says so while it is there to be muted', () => {
      const mutedUntil = '2026-05-20T18:00:00.000Z';
      expect(statusOf({ ...agent, online: true, mutedUntil }).word).toBe('Muted');
      expect(statusOf({ ...agent, mutedUntil }).word).toBe('Offline');
    });
  });
});
