import type { DeviceId, TokenId, UserId } from '@carillon/contracts/ids';
import type { QuietHours } from '@carillon/contracts/preferences';
import { describe, expect, it } from 'vitest';
import { type DecisionInput, decide } from './decide.ts';
import type { Leased } from './ports.ts';
import { createWallClock } from './quiet-hours.ts';

const OWNER = '01900000-0000-7000-8000-000000000001' as UserId;
const SOMEBODY_ELSE = '01900000-0000-7000-8000-000000000002' as UserId;
const NOON = new Date('2026-06-01T12:00:00Z');
const AT_NOON: QuietHours = {
  enabled: true,
  start: '11:00',
  end: '13:00',
  timeZone: 'UTC',
  criticalOverride: true,
};

interface Case {
  readonly delivery?: Partial<Leased>;
  readonly preferences?: Partial<Leased['preferences']>;
  readonly message?: Partial<DecisionInput['message']['message']>;
  readonly testedBy?: UserId;
  readonly input?: Partial<Pick<DecisionInput, 'channel' | 'switchedOff'>>;
}

/** What is decided about a device that can be reached and whose person never said anything, but for what the case says. */
function decided({ delivery, preferences, message, testedBy, input }: Case): string {
  const decision = decide({
    channel: 'webpush',
    switchedOff: null,
    maxAttempts: 10,
    vapidKeyId: null,
    now: NOON,
    clock: createWallClock(),
    message: {
      message: { title: 'Hello', ...message },
      testedBy: testedBy ?? null,
      status: 'sending',
      createdAt: NOON,
      expiresAt: new Date(NOON.getTime() + 60_000),
    },
    delivery: {
      deviceId: '01900000-0000-7000-8000-000000000003' as DeviceId,
      leaseEpoch: 1,
      attempts: 0,
      refusals: 0,
      reason: null,
      wasLost: false,
      isOwnerDisabled: false,
      isRevoked: false,
      isMuted: false,
      ownerId: OWNER,
      preferences: { categories: null, quietHours: null, sound: true, ...preferences },
      token: {
        tokenId: '01900000-0000-7000-8000-000000000004' as TokenId,
        provider: 'webpush',
        environment: null,
        keyId: 'k1',
        ciphertext: 'sealed',
        quarantineReason: null,
        vapidKeyId: null,
      },
      ...delivery,
    },
    ...input,
  });
  return decision.kind === 'settle' ? `${decision.state} ${decision.reason}` : decision.kind;
}

describe('decide', () => {
  it('DIS-9: the switches come first, then what the person wants, then mute, then quiet hours', () => {
    const message = { category: 'news' };
    const off = { categories: [], quietHours: AT_NOON };
    const muted = { isMuted: true, token: null };
    const cases: readonly (readonly [Case, string])[] = [
      [{ message, preferences: off, delivery: muted, input: { switchedOff: 'everything' } }, 'sending_off'],
      [{ message, preferences: off, delivery: muted, input: { switchedOff: 'channel' } }, 'channel_off'],
      [{ message, delivery: { isOwnerDisabled: true, isRevoked: true } }, 'user_disabled'],
      [{ message, preferences: off, delivery: { ...muted, isRevoked: true } }, 'device_revoked'],
      [{ message, preferences: off, delivery: muted }, 'category_off'],
      [{ message, preferences: { quietHours: AT_NOON }, delivery: muted }, 'device_muted'],
      [{ message, preferences: { quietHours: AT_NOON }, delivery: { token: null } }, 'quiet_hours'],
      [{ message, delivery: { token: null } }, 'no_token'],
    ];
    for (const [one, reason] of cases) expect(decided(one)).toBe(`suppressed ${reason}`);
    expect(decided({ message })).toBe('send');
  });

  it('null stands for all categories, an empty list for none, and what has no category always comes', () => {
    const category = 'news';
    const answers = [null, [], ['news'], ['sport', 'news'], ['sport']].map((categories) =>
      decided({ message: { category }, preferences: { categories } }),
    );
    expect(answers).toEqual(['send', 'suppressed category_off', 'send', 'send', 'suppressed category_off']);
    expect(decided({ preferences: { categories: [] } })).toBe('send');
  });

  it('critical messages come in quiet hours, unless the person does not want even those', () => {
    const strict = { ...AT_NOON, criticalOverride: false };
    const critical = { critical: true };
    expect(decided({ message: critical, preferences: { quietHours: AT_NOON } })).toBe('send');
    expect(decided({ message: critical, preferences: { quietHours: strict } })).toBe(
      'suppressed quiet_hours',
    );
  });

  it('whoever tests their own devices reaches them in quiet hours; somebody else’s test does not', () => {
    const preferences = { quietHours: AT_NOON };
    expect(decided({ preferences, testedBy: OWNER })).toBe('send');
    expect(decided({ preferences, testedBy: SOMEBODY_ELSE })).toBe('suppressed quiet_hours');
    expect(decided({ delivery: { isMuted: true }, testedBy: OWNER })).toBe('suppressed device_muted');
  });

  it('an agent has the same rules before its inbox', () => {
    const inbox: Case = { input: { channel: 'inbox' }, message: { category: 'news' } };
    expect(decided(inbox)).toBe('inbox');
    expect(decided({ ...inbox, preferences: { categories: [] } })).toBe('suppressed category_off');
    expect(decided({ ...inbox, preferences: { quietHours: AT_NOON } })).toBe('suppressed quiet_hours');
  });
});
