import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchFromQuery, searchToHref, searchToInput } from './user-search.ts';

describe('the search for users in the address', () => {
  it('reads back whatever it wrote', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }).map((text) => text.trim()),
        (search) => {
          const { searchParams } = new URL(searchToHref(search), 'http://x.invalid');
          expect(searchFromQuery(searchParams)).toBe(search);
        },
      ),
    );
  });

  it('asks the server for everybody when nothing is searched for, and never for more than it takes', () => {
    expect(searchToInput('')).not.toHaveProperty('search');
    expect(searchFromQuery(new URLSearchParams({ q: 'x'.repeat(500) }))).toHaveLength(100);
    expect(searchToHref('  ')).toBe('/users');
  });
});
