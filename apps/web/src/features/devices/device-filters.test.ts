import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filtersFromQuery, filtersToHref } from './device-filters.ts';

const read = (query: string) => filtersFromQuery(new URLSearchParams(query));

describe('device filters in the address', () => {
  it('REG-4: status and search are read from the address', () => {
    expect(read('status=revoked&q=desk')).toEqual({ status: 'revoked', search: 'desk' });
    expect(read('')).toEqual({ status: 'all', search: '' });
  });

  it('takes what it does not understand for absent', () => {
    expect(read('status=__proto__')).toEqual({ status: 'all', search: '' });
    expect(read(`q=${'x'.repeat(500)}`).search).toHaveLength(100);
  });

  it('leaves out what is at its default', () => {
    expect(filtersToHref({ status: 'all', search: '' })).toBe('/devices');
    expect(filtersToHref({ status: 'active', search: 'a&b' })).toBe('/devices?status=active&q=a%26b');
  });

  it('reads back whatever it wrote', () => {
    const filters = fc.record({
      status: fc.constantFrom('all' as const, 'active' as const, 'revoked' as const),
      search: fc.string({ maxLength: 40 }).map((text) => text.trim()),
    });
    fc.assert(
      fc.property(filters, (given) => {
        const { search } = new URL(filtersToHref(given), 'http://x.invalid');
        expect(filtersFromQuery(new URLSearchParams(search))).toEqual(given);
      }),
    );
  });
});
