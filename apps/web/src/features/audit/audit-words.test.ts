import { AUDIT_ACTIONS, AUDIT_TARGETS } from '@carillon/contracts/audit';
import { describe, expect, it } from 'vitest';
import {
  ACTION_GROUPS,
  actionChoices,
  actionMeaning,
  actionText,
  detailFacts,
  targetHref,
  targetText,
} from './audit-words.ts';

const ID = '0198c2f4-7d11-7c3e-9a55-3f1d2c4b5a69';

describe('the audit log in words', () => {
  it('OBS-3: every action is said in words and belongs to one group; an unknown one speaks for itself', () => {
    for (const action of Object.keys(AUDIT_ACTIONS)) {
      expect(actionText(action)).not.toBe(action);
      expect(ACTION_GROUPS.filter(({ value }) => value !== '' && action.startsWith(value))).toHaveLength(1);
    }
    for (const unknown of ['planet.moved', 'toString', '__proto__']) {
      expect(actionText(unknown)).toBe(unknown);
    }
  });

  it('OBS-3: who skims sees at once what was refused, and what ended', () => {
    expect(actionMeaning('auth.sign_in_failed')).toBe('attention');
    expect(actionMeaning('device.foreign_access')).toBe('attention');
    expect(actionMeaning('device.revoked')).toBe('stopped');
    expect(actionMeaning('user.deleted')).toBe('stopped');
    expect(actionMeaning('auth.signed_in')).toBe('working');
    expect(actionMeaning('planet.moved')).toBe('working');
  });

  it('offers the one action that is filtered by beside the groups', () => {
    expect(actionChoices('')).toBe(ACTION_GROUPS);
    expect(actionChoices('device.')).toBe(ACTION_GROUPS);
    expect(actionChoices('device.revoked').at(-1)).toEqual({
      value: 'device.revoked',
      label: 'Device revoked',
    });
  });

  it('OBS-3: every kind of target has its name, and leads to its page where it has one', () => {
    for (const targetType of AUDIT_TARGETS) {
      expect(targetText({ targetType, targetId: ID })).not.toContain(targetType);
    }
    expect(targetText({ targetType: 'device', targetId: ID })).toBe('Device 2c4b5a69');
    expect(targetText({ targetType: 'topic', targetId: 'releases' })).toBe('Topic releases');
    expect(targetText({ targetType: 'toString', targetId: 'x' })).toBe('toString x');
    expect(targetHref({ targetType: 'device', targetId: ID })).toBe(`/devices/${ID}`);
    expect(targetHref({ targetType: 'topic', targetId: '../x?y' })).toBe('/topics/..%2Fx%3Fy');
    expect(targetHref({ targetType: 'session', targetId: ID })).toBeNull();
    expect(targetHref({ targetType: 'constructor', targetId: ID })).toBeNull();
  });

  it('shows particulars as text, whatever they are', () => {
    expect(detailFacts({ role: 'admin', count: 3, scopes: ['a'], none: null })).toEqual([
      ['role', 'admin'],
      ['count', '3'],
      ['scopes', '["a"]'],
      ['none', 'null'],
    ]);
  });
});
