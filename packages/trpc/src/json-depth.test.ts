import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('isDeeperThan', () => {
  it('T-11: agrees with counting the levels of what was parsed, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(10), (value, limit) => {
        expect(isDeeperThan(JSON.stringify(value), limit)).toBe(depthOf(value) > limit);
      }),
    );
  });

  it('T-11: brackets and escaped quotes inside text do not count', () => {
    expect(isDeeperThan('{"a": "[[[[ \\" [[[", "b": ["\\\\"]}', 2)).toBe(false);
  });

  it('T-11: the limit is inclusive', () => {
    expect(isDeeperThan('['.repeat(20) + ']'.repeat(20), 20)).toBe(false);
    expect(isDeeperThan('['.repeat(21) + ']'.repeat(21), 20)).toBe(true);
  });
});
