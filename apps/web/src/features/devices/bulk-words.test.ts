import { deviceIdSchema } from '@carillon/contracts/ids';
import { describe, expect, it } from 'vitest';
import { bulkSummary, outcomeGroups, revokePreview } from './bulk-words.ts';

const idOf = (number: number) =>
  deviceIdSchema.parse(`0197a3c0-0000-7000-8000-${String(number).padStart(12, '0')}`);
const base = { status: 'active', userAgent: null, model: null } as const;
const phone = {
  ...base,
  id: idOf(1),
  deviceId: 'phone-1',
  kind: 'push',
  platform: 'ios',
  name: 'Phone',
} as const;
const browser = { ...phone, id: idOf(2), deviceId: 'browser-1', platform: 'web', name: 'Desk' } as const;
const agent = {
  ...base,
  id: idOf(3),
  deviceId: null,
  kind: 'agent',
  platform: 'agent',
  name: 'Build',
} as const;
const gone = { ...phone, id: idOf(4), status: 'revoked', name: 'Old' } as const;

describe('what revoking several devices will do', () => {
  it('REG-14: says to how many what happens, agents and their secrets by themselves', () => {
    const { title, revoked, effects } = revokePreview([phone, browser, agent, gone], 'other');
    expect(title).toBe('Revoke 3 devices?');
    expect(revoked).toBe(3);
    expect(effects[0]).toMatch(/^2 browsers and apps stop receiving/);
    expect(effects[1]).toBe('1 agent stops at once. Its secret ends, and the agent never comes back.');
    expect(effects[2]).toBe('1 of them was revoked before, and stays as it is.');
    expect(effects).toHaveLength(4);
  });

  it('REG-14: says that this browser is among them', () => {
    expect(revokePreview([browser], 'browser-1').effects.join()).toContain('This browser is among them');
    expect(revokePreview([{ ...browser, status: 'revoked' }], 'browser-1').effects.join()).not.toContain(
      'This browser',
    );
  });

  it('has nothing to do where all were revoked before', () => {
    expect(revokePreview([gone], 'other')).toMatchObject({ revoked: 0, title: 'Nothing to revoke' });
  });
});

describe('what became of a bulk call', () => {
  it('REG-14: tells each device’s outcome by its name, what did not work first', () => {
    const results = [
      { id: phone.id, status: 'renamed' },
      { id: agent.id, status: 'conflict' },
      { id: browser.id, status: 'unchanged' },
    ] as const;
    const groups = outcomeGroups(
      { results: [...results] },
      { devices: [phone, browser, agent], done: 'renamed' },
    );
    expect(groups.map(({ names, isDone }) => [names, isDone])).toEqual([
      [['Build'], false],
      [['Phone'], true],
      [['Desk'], true],
    ]);
    expect(bulkSummary(groups, 'renamed')).toBe(
      '1 device is renamed. 1 is as it was before. 1 could not be changed.',
    );
  });

  it('REG-10: an agent that was revoked before counts as no failure', () => {
    const groups = outcomeGroups(
      { results: [{ id: agent.id, status: 'conflict' }] },
      { devices: [agent], done: 'revoked' },
    );
    expect(groups).toMatchObject([{ isDone: true, text: 'Revoked before, for good' }]);
    expect(bulkSummary(groups, 'revoked')).toBe('Nothing was revoked. 1 is as it was before.');
  });
});
