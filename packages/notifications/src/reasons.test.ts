import { type DeliveryState, deliveryStateSchema } from '@carillon/contracts/notifications';
import { APNS_REASONS } from '@carillon/push/providers/apns/errors';
import { EXPO_REASONS } from '@carillon/push/providers/expo/errors';
import { describe, expect, it } from 'vitest';
import { deliveryInWords, eventInWords, REASONS, reasonInWords } from './reasons.ts';

describe('reasons', () => {
  it('DIS-5: every code is in snake_case and has a sentence of its own', () => {
    for (const [code, sentence] of Object.entries(REASONS)) {
      expect(code).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('DIS-5: what any answer of APNs becomes has its sentence', () => {
    for (const { reason } of Object.values(APNS_REASONS)) expect(REASONS).toHaveProperty(reason);
  });

  it('DIS-5: what any answer of Expo becomes has its sentence', () => {
    for (const reason of EXPO_REASONS) expect(REASONS).toHaveProperty(reason);
  });

  it('a step says what happened, why, and in the provider’s own words', () => {
    expect(eventInWords({ channel: 'webpush', kind: 'failed', reason: 'gone', code: '410' })).toBe(
      'Failed. The browser or the person ended this subscription. (410)',
    );
    expect(eventInWords({ channel: 'webpush', kind: 'accepted', reason: null, code: null })).toBe(
      'The provider took the message.',
    );
    expect(
      eventInWords({
        channel: 'webpush',
        kind: 'failed',
        reason: 'provider_not_configured',
        code: 'APNS_KEY',
      }),
    ).toBe('Failed. The provider is not configured. Set APNS_KEY.');
  });

  it('DIS-5: a delivery says in words what became of it, and why', () => {
    const words = (state: DeliveryState, reason: string | null, errorCode: string | null) =>
      deliveryInWords({ channel: 'webpush', state, reason, errorCode });
    expect(words('suppressed', 'device_muted', null)).toBe(
      'It was not sent. Notifications are muted on this device.',
    );
    expect(words('failed', 'provider_not_configured', 'APNS_KEY')).toBe(
      'It could not be delivered. The provider is not configured. Set APNS_KEY.',
    );
    expect(words('pending', null, null)).toBe('It waits to be sent.');
    expect(words('accepted', 'receipt_ok', null)).toBe(
      'The provider took it; the device has not reported it. The provider handed the message on to Apple or Google.',
    );
    // Why an earlier attempt failed does not explain that a later one did not.
    expect(words('displayed', 'timeout', '503')).toBe('The device showed it.');
    for (const state of deliveryStateSchema.options) expect(words(state, null, null)).toMatch(/^[A-Z].*\.$/);
  });

  it('SEC-9: of an agent it says where the message is and what the agent made of it; there is no provider', () => {
    const words = (state: DeliveryState, reason: string | null, errorCode: string | null) =>
      deliveryInWords({ channel: 'inbox', state, reason, errorCode });
    expect(words('accepted', null, null)).toBe('It waits until the agent fetches and acknowledges it.');
    expect(words('received', 'agent_failed', 'disk full')).toBe(
      'The agent could not process it. (disk full)',
    );
    expect(words('expired', null, null)).toBe('It was not delivered in time.');
    expect(eventInWords({ channel: 'inbox', kind: 'accepted', reason: null, code: null })).toBe(
      'Put into the agent’s inbox.',
    );
  });

  it('a code that this release does not know stands for itself', () => {
    expect(reasonInWords('quota_of_tomorrow')).toBe('Reason: quota_of_tomorrow.');
    expect(reasonInWords('constructor')).toBe('Reason: constructor.');
  });
});
