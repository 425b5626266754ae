import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Accounts, planReconciliation } from './reconcile.ts';

const KEY = 'server-key';
const SUBSCRIPTION = {
  endpoint: 'https://push.example/1',
  p256dh: 'p',
  auth: 'a',
  applicationServerKey: KEY,
};
const REMEMBERED = { endpoint: SUBSCRIPTION.endpoint, auth: 'a', applicationServerKey: KEY, userId: 'me' };

function device(health: 'ok' | 'none' | 'invalid' | 'quarantined' | 'unreachable', reason: string | null) {
  const push = { provider: 'webpush' as const, environment: null, health, reason, lastDeliveredAt: null };
  return { status: 'active' as const, push };
}

const ON: Accounts = {
  permission: 'granted',
  subscription: SUBSCRIPTION,
  remembered: REMEMBERED,
  serverKey: KEY,
  userId: 'me',
  device: device('ok', null),
};
const NEVER: Accounts = { ...ON, permission: 'default', subscription: null, remembered: null, device: null };
const REVOKED = { status: 'revoked' as const, push: null };

describe('planReconciliation', () => {
  it('WEB-13: on when all three agree, and off without a word when none ever heard of it', () => {
    expect(planReconciliation(ON)).toEqual({ kind: 'on' });
    expect(planReconciliation(NEVER)).toEqual({ kind: 'off', reason: null, cleanup: 'nowhere' });
    expect(planReconciliation({ ...NEVER, permission: 'granted' })).toMatchObject({
      kind: 'off',
      reason: null,
    });
  });

  it('WEB-13: blocked when the permission is denied, and the server is told where it still believes in it', () => {
    expect(planReconciliation({ ...NEVER, permission: 'denied' })).toEqual({
      kind: 'blocked',
      cleanup: 'nowhere',
    });
    const blocked = { ...ON, permission: 'denied' as const, subscription: null };
    expect(planReconciliation(blocked)).toEqual({ kind: 'blocked', cleanup: 'here-and-server' });
  });

  it('WEB-13: subscribes anew where the browser lost the subscription, and where the server says it is dead', () => {
    const fresh = { kind: 'repair', isFresh: true };
    expect(planReconciliation({ ...ON, subscription: null })).toEqual(fresh);
    expect(planReconciliation({ ...ON, device: device('invalid', 'expired') })).toEqual(fresh);
    expect(planReconciliation({ ...ON, device: device('unreachable', null) })).toEqual(fresh);
  });

  it('WEB-13: subscribes anew where the subscription was made for another VAPID key', () => {
    expect(planReconciliation({ ...ON, serverKey: 'another' })).toEqual({ kind: 'repair', isFresh: true });
  });

  it('TOK-3: a key that the server misses is not put right by the browser', () => {
    expect(planReconciliation({ ...ON, device: device('quarantined', 'missing_key') })).toEqual({
      kind: 'on',
    });
  });

  it('WEB-13: tells the server where the browser changed the subscription and nobody heard', () => {
    const remembered = { ...REMEMBERED, endpoint: 'https://push.example/0' };
    expect(planReconciliation({ ...ON, remembered })).toEqual({ kind: 'repair', isFresh: false });
    expect(planReconciliation({ ...ON, remembered: null })).toEqual({ kind: 'repair', isFresh: false });
  });

  it('REG-9: stays off after the device was revoked or lost its token, and ends the subscription', () => {
    expect(planReconciliation({ ...ON, device: REVOKED })).toEqual({
      kind: 'off',
      reason: 'revoked',
      cleanup: 'here',
    });
    expect(planReconciliation({ ...ON, device: null })).toEqual({
      kind: 'off',
      reason: 'removed',
      cleanup: 'here',
    });
    expect(planReconciliation({ ...ON, device: device('none', null) })).toMatchObject({
      kind: 'off',
      cleanup: 'here',
    });
  });

  it("TOK-6: another account's subscription is neither taken nor ended before this person asks", () => {
    const anyone = fc.record({
      permission: fc.constantFrom<NotificationPermission>('default', 'denied', 'granted'),
      subscription: fc.constantFrom(null, SUBSCRIPTION),
      remembered: fc.constant({ ...REMEMBERED, userId: 'somebody else' }),
      serverKey: fc.constantFrom(KEY, 'another'),
      userId: fc.constant('me'),
      device: fc.constantFrom(null, REVOKED, device('ok', null), device('invalid', null)),
    });
    fc.assert(
      fc.property(anyone, (accounts) => {
        expect(['off', 'blocked']).toContain(planReconciliation(accounts).kind);
        expect(planReconciliation(accounts)).toMatchObject({ cleanup: 'nowhere' });
      }),
    );
    const others = { ...ON, remembered: { ...REMEMBERED, userId: 'somebody else' }, device: null };
    expect(planReconciliation(others)).toMatchObject({ reason: 'other-account' });
  });
});
