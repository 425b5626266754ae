import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { uuidv7 } from './ids.ts';

describe('uuidv7', () => {
  it('makes distinct version 7 UUIDs that sort in the order of their making, within a millisecond too', () => {
    const ids = Array.from({ length: 2_000 }, uuidv7);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(() => ids.map((id) => z.uuidv7().parse(id))).not.toThrow();
  });
});
