import { tagsSchema } from '@carillon/contracts/devices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAG_LENGTH_MAX, TAGS_MAX, tagsOf, withTags } from './tag-list.ts';

describe('a device’s tags', () => {
  it('REG-15: up to 20, of 1 to 50 characters', () => {
    expect([TAGS_MAX, TAG_LENGTH_MAX]).toEqual([20, 50]);
    const full = Array.from({ length: 19 }, (_, index) => `tag ${index}`);
    const { tags, problem } = withTags(full, 'one, two');
    expect(tags).toEqual([...full, 'one']);
    expect(problem).toContain('20 tags at the most');
    expect(withTags([], 'x'.repeat(50)).problem).toBeNull();
    expect(withTags(['a'], 'x'.repeat(51))).toEqual({
      tags: ['a'],
      problem: 'A tag has 1 to 50 characters.',
    });
  });

  it('REG-15: several at once, without doubles and without what is empty', () => {
    expect(withTags(['backup'], ' primary, ,backup,test ')).toEqual({
      tags: ['backup', 'primary', 'test'],
      problem: null,
    });
  });

  it('REG-15: whatever is typed, the server takes what comes out', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 60 }), { maxLength: 30 }), (typed) => {
        const tags = typed.reduce<readonly string[]>((all, text) => withTags(all, text).tags, []);
        expect(tagsSchema.parse([...tags])).toEqual(tags);
      }),
    );
  });

  it('suggests each tag of the list once', () => {
    expect(tagsOf([{ tags: ['b', 'a'] }, { tags: ['b'] }, { tags: [] }])).toEqual(['a', 'b']);
  });
});
