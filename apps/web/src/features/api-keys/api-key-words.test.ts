import { SCOPES } from '@carillon/contracts/api-keys';
import { describe, expect, it } from 'vitest';
import { SCOPE_NAMES, scopesText } from './api-key-words.ts';
import { EXPIRIES, expiresAt } from './expiry.ts';

describe('API keys in words', () => {
  it('AUTH-5: every scope of the contract has its words', () => {
    expect(Object.keys(SCOPE_NAMES).toSorted()).toEqual(Object.keys(SCOPES).toSorted());
  });

  it('AUTH-5: says what a key may do as one phrase, in one order', () => {
    expect(scopesText(['devices:read', 'notifications:send'])).toBe('Send notifications, read devices');
    expect(scopesText(['audit:read'])).toBe('Read the audit log');
  });

  it('AUTH-5: a key ends when the choice says, or never', () => {
    const now = new Date('2026-01-15T12:00:00Z');
    const ends = EXPIRIES.map(({ value }) => expiresAt(value, now)?.toISOString());
    expect(ends).toEqual([
      '2026-02-14T12:00:00.000Z',
      '2026-04-15T12:00:00.000Z',
      '2027-01-15T12:00:00.000Z',
      undefined,
    ]);
  });
});
