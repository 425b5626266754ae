import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyDraft } from './draft.ts';
import { cutToRoom, PREVIEWS, unseenOn } from './preview-rules.ts';

describe('what a system shows of a text', () => {
  it.each([
    ['Build finished', 1, 20, 'Build finished', false],
    ['Build finished in 42 seconds', 1, 20, 'Build finished in 4…', true],
    ['Build finished in 42 seconds', 2, 20, 'Build finished in 42 seconds', false],
    ['one\ntwo\nthree', 2, 20, 'one\ntwo…', true],
    ['Donaudampfschifffahrt', 3, 10, 'Donaudampfschifffahrt', false],
    ['Donaudampfschifffahrt', 1, 10, 'Donaudamp…', true],
    ['🔔🔔🔔🔔🔔', 1, 5, '🔔🔔🔔🔔🔔', false],
    ['  ', 1, 5, '', false],
  ] as const)('shows %j in %i line(s) of %i as %j', (text, lines, characters, shown, isCut) => {
    expect(cutToRoom(text, { lines, characters })).toEqual({ text: shown, isCut });
  });

  it('never takes more room than there is, and leaves alone what fits', () => {
    const room = { lines: 3, characters: 12 };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const cut = cutToRoom(text, room);
        expect(cut.text.split('\n').length).toBeLessThanOrEqual(room.lines);
        // A space or a break between two lines takes none of their room.
        expect([...cut.text].length).toBeLessThanOrEqual(room.lines * (room.characters + 1));
        if (!cut.isCut) expect(cut.text.replace(/\s+/g, ' ')).toBe(text.trim().replace(/\s+/g, ' '));
      }),
    );
  });

  it('names what was filled in and is not seen there', () => {
    const draft = emptyDraft('self');
    for (const platform of ['ios', 'android', 'desktop'] as const)
      expect(unseenOn(platform, draft)).toEqual([]);
    const filled = { ...draft, texts: { ...draft.texts, subtitle: 'Sub', icon: '/icon.png' } };
    expect(unseenOn('desktop', filled)).toEqual(['subtitle']);
    expect(unseenOn('android', filled)).toEqual(['subtitle', 'icon (the app’s own is shown)']);
    expect(unseenOn('ios', filled)).toEqual(['icon (the app’s own is shown)']);
    expect(PREVIEWS.ios.subtitle).not.toBeNull();
  });
});
