import { describe, expect, it } from 'vitest';
import { categoriesText, choiceOf } from './category-words.ts';

describe('categories in words', () => {
  it('reads a choice from what is stored', () => {
    expect(choiceOf(null)).toBe('all');
    expect(choiceOf([])).toBe('none');
    expect(choiceOf(['alerts'])).toBe('chosen');
  });

  it('says what comes, with every category by its name', () => {
    expect(categoriesText('all', null)).toBe('Messages of every category come.');
    expect(categoriesText('none', [])).toContain('those without one do');
    expect(categoriesText('chosen', null)).toContain('Until then every category comes');
    expect(categoriesText('chosen', [])).toContain('Until then none comes');
    expect(categoriesText('chosen', ['alerts'])).toContain('only “alerts” come');
    expect(categoriesText('chosen', ['a', 'b', 'c'])).toContain('only “a”, “b” and “c” come');
  });
});
