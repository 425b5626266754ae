import { describe, expect, it } from 'vitest';
import { holdingsText, isConfirmed, userName, userStatus } from './user-words.ts';

const nothing = { devices: 0, sessions: 0, apiKeys: 0, topics: 0 };

describe('users in words', () => {
  it('calls people by their name, or by their email', () => {
    expect(userName({ name: 'Ada', email: 'ada@example.org' })).toBe('Ada');
    expect(userName({ name: '', email: 'ada@example.org' })).toBe('ada@example.org');
    expect(userName({ name: null, email: 'ada@example.org' })).toBe('ada@example.org');
  });

  it('AUTH-1: says what deleting somebody takes away, without zeros', () => {
    expect(holdingsText(nothing)).toBeNull();
    expect(holdingsText({ ...nothing, devices: 1 })).toBe('1 device');
    expect(holdingsText({ ...nothing, devices: 1204, sessions: 2 })).toBe('1,204 devices and 2 sessions');
    expect(holdingsText({ devices: 3, sessions: 2, apiKeys: 1, topics: 4 })).toBe(
      '3 devices, 2 sessions, 1 API key and 4 memberships of topics',
    );
  });

  it('takes only the email for a confirmation', () => {
    const ada = { email: 'ada@example.org' };
    expect(isConfirmed(' Ada@Example.org ', ada)).toBe(true);
    for (const typed of ['', 'ada', 'ada@example.or', 'ada@example.org.']) {
      expect(isConfirmed(typed, ada)).toBe(false);
    }
  });

  it('tells who is enabled', () => {
    expect(userStatus({ disabledAt: null }).word).toBe('Enabled');
    expect(userStatus({ disabledAt: '2026-05-20T12:00:00.000Z' }).word).toBe('Disabled');
  });
});
