import { userIdSchema } from '@carillon/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  filtersFor,
  filtersFromQuery,
  filtersToHref,
  filtersToInput,
  isNarrowed,
  NO_FILTERS,
  noMatchText,
} from './device-filters.ts';

const BO = userIdSchema.parse('0197a3c0-0000-7000-8000-00000000000b');
const read = (query: string) => filtersFromQuery(new URLSearchParams(query));

describe('device filters in the address', () => {
  it('REG-4: status, kind and search are read from the address', () => {
    expect(read('status=revoked&kind=agent&q=desk')).toEqual({
      ...NO_FILTERS,
      status: 'revoked',
      kind: 'agent',
      search: 'desk',
    });
    expect(read('')).toEqual(NO_FILTERS);
  });

  it('REG-15: a tag is read from the address, and asked for', () => {
    expect(filtersToInput(read('tag=backup'))).toMatchObject({ tag: 'backup' });
  });

  it('asks for other people’s devices only where the address names them', () => {
    expect(filtersToInput(read(''))).not.toHaveProperty('userId');
    expect(filtersToInput(read('user=all'))).toMatchObject({ userId: 'all' });
    expect(filtersToInput(read(`user=${BO}`))).toMatchObject({ userId: BO });
  });

  it('shows members their own alone, whatever the address says', () => {
    const all = new URLSearchParams('user=all');
    expect(filtersFor({ id: 'ada', role: 'member' }, all).owner).toBe('own');
    expect(filtersFor({ id: 'ada', role: 'admin' }, all).owner).toBe('all');
    expect(filtersFor({ id: BO, role: 'admin' }, new URLSearchParams(`user=${BO}`)).owner).toBe('own');
  });

  it('takes what it does not understand for absent', () => {
    expect(read('status=__proto__&kind=toaster&user=ada')).toEqual(NO_FILTERS);
    expect(read(`tag=${'x'.repeat(51)}`).tag).toBe('');
    expect(read(`q=${'x'.repeat(500)}`).search).toHaveLength(100);
  });

  it('leaves out what is at its default', () => {
    expect(filtersToHref(NO_FILTERS)).toBe('/devices');
    expect(filtersToHref({ ...NO_FILTERS, status: 'active', search: 'a&b' })).toBe(
      '/devices?status=active&q=a%26b',
    );
  });

  it('knows a narrowed list from a whole one, whosever it is', () => {
    expect(isNarrowed({ ...NO_FILTERS, owner: 'all' })).toBe(false);
    expect(isNarrowed({ ...NO_FILTERS, tag: 'backup' })).toBe(true);
  });

  it('says of an empty list what was looked for', () => {
    expect(noMatchText({ ...NO_FILTERS, search: 'desk' })).toBe('Nothing matches “desk”.');
    expect(noMatchText({ ...NO_FILTERS, status: 'revoked', kind: 'agent', tag: 'backup', search: 'x' })).toBe(
      'Nothing matches “x” among revoked agents with the tag “backup”.',
    );
    expect(noMatchText({ ...NO_FILTERS, kind: 'push' })).toBe('There are no browsers and apps.');
  });

  it('reads back whatever it wrote', () => {
    const trimmed = (maxLength: number) => fc.string({ maxLength }).map((text) => text.trim());
    const filters = fc.record({
      status: fc.constantFrom('all' as const, 'active' as const, 'revoked' as const),
      kind: fc.constantFrom('all' as const, 'push' as const, 'agent' as const),
      tag: trimmed(50),
      search: trimmed(100),
      owner: fc.constantFrom('own' as const, 'all' as const, BO),
    });
    fc.assert(
      fc.property(filters, (given) => {
        const { search } = new URL(filtersToHref(given), 'http://x.invalid');
        expect(filtersFromQuery(new URLSearchParams(search))).toEqual(given);
      }),
    );
  });
});
