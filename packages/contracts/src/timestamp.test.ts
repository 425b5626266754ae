import { describe, expect, it } from 'vitest';
import { timestampSchema } from './timestamp.ts';

describe('timestampSchema', () => {
  it.each([
    ['2031-05-20T18:00:00Z', '2031-05-20T18:00:00.000Z'],
    ['2031-05-20T18:00:00.123456Z', '2031-05-20T18:00:00.123Z'],
    ['2031-05-20T18:00Z', '2031-05-20T18:00:00.000Z'],
    ['2031-05-20T20:00:00+02:00', '2031-05-20T18:00:00.000Z'],
  ])('API-2: takes %s, as the same moment everywhere', (text, moment) => {
    expect(timestampSchema.parse(text).toISOString()).toBe(moment);
  });

  it.each([
    '12',
    '2031',
    '2031-05-20',
    '2031-05-20T18:00:00',
    '2031-05-20 18:00',
    '20 May 2031',
    '2031-02-30T18:00:00Z',
    'tomorrow',
    '',
    7,
    1_937_000_000_000,
    true,
    null,
    ['2031-05-20T18:00:00Z'],
    '1999-12-31T23:59:59Z',
    new Date(Number.NaN),
  ])('API-2: refuses %j, which the server would have to guess at', (value) => {
    expect(timestampSchema.safeParse(value).success).toBe(false);
  });

  it('says what was expected', () => {
    expect(timestampSchema.safeParse('2031-05-20T18:00:00').error?.issues[0]?.message).toBe(
      'Expected an ISO 8601 time with its zone, such as 2031-05-20T18:00:00Z',
    );
  });
});
