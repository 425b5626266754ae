import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fieldText,
  filtersFromQuery,
  filtersToHref,
  filtersToInput,
  momentOf,
  NO_FILTERS,
} from './audit-filters.ts';

const ID = '0198c2f4-7d11-7c3e-9a55-3f1d2c4b5a69';
const read = (query: string) => filtersFromQuery(new URLSearchParams(query));

describe('filters of the audit log in the address', () => {
  it('OBS-3: action, user, target and times are read from the address', () => {
    const query = `action=device.&user=${ID}&target=releases&from=2026-05-20T18:00:00Z&to=2026-05-21T18:00:00%2B02:00`;
    expect(read(query)).toEqual({
      action: 'device.',
      user: ID,
      target: 'releases',
      from: '2026-05-20T18:00:00.000Z',
      to: '2026-05-21T16:00:00.000Z',
    });
    expect(filtersToInput(read(query))).toMatchObject({
      action: 'device.',
      userId: ID,
      targetId: 'releases',
    });
  });

  it('takes what it does not understand for absent', () => {
    expect(read('user=ada&from=yesterday&to=0002-01-01T00:00')).toEqual(NO_FILTERS);
    expect(read(`action=${'x'.repeat(500)}`).action).toHaveLength(100);
    expect(filtersToInput(NO_FILTERS)).toEqual({ limit: 50 });
  });

  it('reads back whatever it wrote', () => {
    const text = fc.string({ maxLength: 40 }).map((value) => value.trim());
    const moment = fc.option(
      fc
        .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((at) => at.toISOString()),
    );
    const user = fc.constantFrom(null, read(`user=${ID}`).user);
    const filters = fc.record({ action: text, user, target: text, from: moment, to: moment });
    fc.assert(
      fc.property(filters, (given) => {
        const { searchParams } = new URL(filtersToHref(given), 'http://x.invalid');
        expect(filtersFromQuery(searchParams)).toEqual(given);
      }),
    );
  });

  it('fields show a moment in the reader’s zone, to the minute', () => {
    expect(fieldText('2026-01-20T23:30:00.000Z', 'Europe/Berlin')).toBe('2026-01-21T00:30');
    expect(fieldText('2026-01-20T23:30:00.000Z', 'UTC')).toBe('2026-01-20T23:30');
    expect(fieldText(null, 'UTC')).toBe('');
    expect(momentOf('')).toBeNull();
    expect(momentOf('2026-01-20T23:30Z')).toBe('2026-01-20T23:30:00.000Z');
  });
});
