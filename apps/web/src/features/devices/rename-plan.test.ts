import { deviceIdSchema } from '@carillon/contracts/ids';
import { LIMITS } from '@carillon/contracts/limits';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternName, renamePlan } from './rename-plan.ts';

const idOf = (number: number) =>
  deviceIdSchema.parse(`0197a3c0-0000-7000-8000-${String(number).padStart(12, '0')}`);
const base = { status: 'active', userAgent: null, model: null } as const;
const phone = { ...base, id: idOf(1), kind: 'push', platform: 'android', name: 'Phone' } as const;
const agent = { ...base, id: idOf(2), kind: 'agent', platform: 'agent', name: 'Build' } as const;
const other = { ...agent, id: idOf(3), name: 'Deploy' } as const;

describe('names by a pattern', () => {
  it('REG-14: the present name, the number and the kind stand where the pattern says', () => {
    expect(patternName('{name} (old)', phone, 0)).toBe('Phone (old)');
    expect(patternName('Kiosk {n}', phone, 4)).toBe('Kiosk 5');
    expect(patternName('{kind} {n}', { ...phone, model: 'Pixel 9' }, 0)).toBe('Pixel 9 1');
    expect(patternName('{n}{n} {what}', phone, 0)).toBe('11 {what}');
  });

  it('a name that looks like a pattern is taken as it is', () => {
    expect(patternName('{name}', { ...phone, name: '{n} $& {kind}' }, 6)).toBe('{n} $& {kind}');
  });

  it('REG-8: is never longer than a name may be, and never ends in half a character', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 150 });
    fc.assert(
      fc.property(text, text, (pattern, name) => {
        const made = patternName(pattern, { ...phone, name }, 0);
        expect(made.length).toBeLessThanOrEqual(LIMITS.deviceNameLength);
        expect(made.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('what is asked of the server', () => {
  const plan = (
    typed: Record<string, string>,
    devices: Parameters<typeof renamePlan>[0] = [phone, agent, other],
  ) => renamePlan(devices, new Map(Object.entries(typed)));

  it('REG-14: only the names that change', () => {
    expect(plan({ [phone.id]: ' Pixel ', [agent.id]: 'Build ' })).toEqual({
      names: [{ id: phone.id, name: 'Pixel' }],
      problems: new Map(),
    });
  });

  it('REG-8: two agents with one name and an agent without are seen before they are sent', () => {
    expect([...plan({ [agent.id]: 'Deploy' }).problems.keys()]).toEqual([agent.id, other.id]);
    expect(plan({ [agent.id]: ' ' }).problems.get(agent.id)).toBe('An agent needs a name');
    // A push device's name is free.
    expect(plan({ [phone.id]: 'Build' }).problems.size).toBe(0);
  });

  it('REG-14: whoever gives a name up comes before whoever gets it, however long the row', () => {
    const row = [3, 1, 2, 4].map((number) => ({ ...agent, id: idOf(number), name: `agent ${number}` }));
    const typed = Object.fromEntries(row.map(({ id }, index) => [id, `agent ${[4, 2, 3, 5][index]}`]));
    expect(plan(typed, row).names.map(({ name }) => name)).toEqual([
      'agent 5',
      'agent 4',
      'agent 3',
      'agent 2',
    ]);
  });

  it('REG-14: agents that change names with each other are all asked for; the server says what it can', () => {
    const swap = plan({ [agent.id]: 'Deploy', [other.id]: 'Build' });
    expect(swap.problems.size).toBe(0);
    expect(swap.names).toHaveLength(2);
  });
});
