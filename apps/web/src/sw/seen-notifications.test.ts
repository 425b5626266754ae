import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rememberSeen, toSeenIds } from './seen-notifications.ts';

const ids = fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 60 });

describe('rememberSeen', () => {
  it('WEB-13: knows the latest ids, each once, newest last, and never more than the limit', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 5 }), (all, limit) => {
        const seen = all.reduce<readonly string[]>((known, id) => rememberSeen(known, id, limit), []);
        const newestFirst = [...new Set(all.toReversed())];
        expect(seen.toReversed()).toEqual(newestFirst.slice(0, limit));
      }),
    );
  });
});

describe('toSeenIds', () => {
  it('WEB-13: reads whatever is stored as a list of ids, at worst an empty one', () => {
    expect(toSeenIds(['a', 7, null, 'b'])).toEqual(['a', 'b']);
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(toSeenIds(stored).every((id) => typeof id === 'string')).toBe(true);
      }),
    );
  });
});
