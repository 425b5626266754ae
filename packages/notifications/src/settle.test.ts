import type { DeviceId } from '@carillon/contracts/ids';
import { describe, expect, it } from 'vitest';
import type { Leased } from './ports.ts';
import { settleHeld } from './settle.ts';
import { FIRST_ATTEMPT_GRACE_MS } from './timing.ts';

const SENT_AT = new Date('2026-01-01T00:00:00Z');
const after = (ms: number) => new Date(SENT_AT.getTime() + ms);
const CLOSED = { kind: 'held', remainingMs: 60_000, reason: 'server_failing' } as const;

function contextAt(nowMs: number, { ttlSeconds, attempts }: { ttlSeconds: number; attempts: number }) {
  const delivery: Leased = {
    deviceId: '01900000-0000-7000-8000-000000000001' as DeviceId,
    leaseEpoch: 1,
    attempts,
    refusals: 0,
    reason: null,
    wasLost: false,
    isOwnerDisabled: false,
    isRevoked: false,
    isMuted: false,
    ownerId: null,
    preferences: { categories: null, quietHours: null, sound: true },
    token: null,
  };
  const message = { createdAt: SENT_AT, expiresAt: after(ttlSeconds * 1_000) };
  return { delivery, message, now: after(nowMs), random: 0, isStopping: false };
}

describe('settleHeld', () => {
  it('F-5: a message that lives for a moment waits behind a closed way until that moment ends, and is not looked at all the while', () => {
    const outcome = settleHeld(contextAt(1_000, { ttlSeconds: 0, attempts: 0 }), CLOSED);
    expect([outcome.state, outcome.dueInMs]).toEqual(['pending', FIRST_ATTEMPT_GRACE_MS - 1_000]);
  });

  it('DIS-4: what was attempted waits no longer than its TTL, so that its end is recorded then', () => {
    const outcome = settleHeld(contextAt(10_000, { ttlSeconds: 30, attempts: 1 }), CLOSED);
    expect([outcome.state, outcome.dueInMs]).toEqual(['pending', 20_000]);
  });
});
