import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { coerceQuery, type QuerySchema } from './query-input.ts';

const shape = z.toJSONSchema(
  z.object({
    limit: z.coerce.number().int().optional(),
    count: z.number().int().nullable().optional(),
    ratio: z.number().optional(),
    isMuted: z.boolean().optional(),
    tags: z.array(z.string()).optional(),
    ids: z.array(z.number()).optional(),
    search: z.string().optional(),
  }),
  { io: 'input', unrepresentable: 'any' },
) as QuerySchema;

describe('coerceQuery', () => {
  it('API-1: text becomes what the schema says: numbers, booleans, lists', () => {
    const query = { count: '7', ratio: '-1.5', isMuted: 'false', tags: 'one', ids: ['1', '2'], search: '42' };
    expect(coerceQuery(query, shape)).toEqual({
      count: 7,
      ratio: -1.5,
      isMuted: false,
      tags: ['one'],
      ids: [1, 2],
      search: '42',
    });
  });

  it('API-2: what does not fit stays as it is, for the schema to refuse', () => {
    const query = { count: '7x', isMuted: 'yes', ratio: ' 1', unknown: '1', search: ['a', 'b'] };
    expect(coerceQuery(query, shape)).toEqual(query);
  });
});
