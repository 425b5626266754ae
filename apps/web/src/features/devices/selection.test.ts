import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allOf, chosenOf, NOTHING, SELECTION_MAX, selectionText, toggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const tick = { isChosen: true, isRange: false, order };
const idsOf = ({ ids }: { readonly ids: ReadonlySet<string> }) => [...ids].toSorted();

describe('selecting devices', () => {
  it('REG-14: a range reaches from what was ticked last, in either direction', () => {
    const fromB = toggled(NOTHING, { ...tick, id: 'b' });
    expect(idsOf(toggled(fromB, { ...tick, id: 'd', isRange: true }))).toEqual(['b', 'c', 'd']);
    const fromD = toggled(NOTHING, { ...tick, id: 'd' });
    expect(idsOf(toggled(fromD, { ...tick, id: 'b', isRange: true }))).toEqual(['b', 'c', 'd']);
  });

  it('a range unticks as well, and ends what an earlier one ticked', () => {
    const all = toggled(allOf(order), { ...tick, id: 'b', isChosen: false });
    expect(idsOf(toggled(all, { ...tick, id: 'd', isChosen: false, isRange: true }))).toEqual(['a', 'e']);
  });

  it('a range without a beginning, or whose beginning has left the list, is one alone', () => {
    expect(idsOf(toggled(NOTHING, { ...tick, id: 'c', isRange: true }))).toEqual(['c']);
    const gone = toggled(NOTHING, { ...tick, id: 'gone' });
    expect(chosenOf(toggled(gone, { ...tick, id: 'c', isRange: true }), [{ id: 'c' }, { id: 'd' }])).toEqual([
      { id: 'c' },
    ]);
  });

  it('REG-14: never holds more than one call takes', () => {
    const many = Array.from({ length: SELECTION_MAX + 40 }, (_, index) => `id ${index}`);
    expect(allOf(many).ids.size).toBe(500);
    const first = toggled(NOTHING, { ...tick, id: 'id 0', order: many });
    const all = toggled(first, { ...tick, id: many.at(-1) ?? '', isRange: true, order: many });
    expect(all.ids.size).toBe(500);
    expect(all.ids.has('id 0')).toBe(true);
  });

  it('holds what was ticked and not unticked since, whatever the order of clicks', () => {
    const clicks = fc.array(fc.record({ id: fc.constantFrom(...order), isChosen: fc.boolean() }));
    fc.assert(
      fc.property(clicks, (given) => {
        const selection = given.reduce((state, click) => toggled(state, { ...tick, ...click }), NOTHING);
        const last = new Map(given.map(({ id, isChosen }) => [id, isChosen]));
        expect(idsOf(selection)).toEqual(order.filter((id) => last.get(id) === true));
      }),
    );
  });

  it('says how many of how many', () => {
    expect(selectionText(0, 4)).toBe('No devices selected');
    expect(selectionText(1, 1)).toBe('1 of 1 device selected');
    expect(selectionText(3, 12)).toBe('3 of 12 devices selected');
  });
});
