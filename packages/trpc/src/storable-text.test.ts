import { AppError } from '@carillon/contracts/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireStorableText } from './storable-text.ts';

function refusalOf(input: unknown): { readonly path: string | undefined; readonly message: string } | null {
  try {
    requireStorableText(input);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { path: error.errors[0]?.path, message: error.message };
  }
}

describe('requireStorableText', () => {
  it('SEC-7: names the member whose text the database cannot keep', () => {
    expect(refusalOf({ name: 'a\0' })?.path).toBe('name');
    expect(refusalOf({ name: '\ud800' })?.path).toBe('name');
    expect(refusalOf({ data: { list: ['fine', { deep: '\udc00' }] } })?.path).toBe('data.list.1.deep');
    expect(refusalOf({ data: { 'a\0': 1 } })?.path).toBe('data');
    expect(refusalOf({ 'a\0': 1 })).toEqual({ path: undefined, message: expect.not.stringContaining('\0') });
    expect(refusalOf('\0')?.path).toBeUndefined();
  });

  it('SEC-7: a member that would be lost on the way is refused by its name, wherever it stands', () => {
    const refused = (json: string) => refusalOf(JSON.parse(json))?.path;
    expect(refused('{"data": {"a": 1, "__proto__": {"b": 2}}}')).toBe('data.__proto__');
    expect(refused('{"data": {"list": [{"__proto__": 1}]}}')).toBe('data.list.0.__proto__');
    expect(refused('{"__proto__": 1}')).toBe('__proto__');
    expect(refused('{"data": {"proto": 1, "constructor": 2, "a": "__proto__"}}')).toBeUndefined();
  });

  it('SEC-7: takes all of Unicode but U+0000, and whatever is no text', () => {
    expect(refusalOf(undefined)).toBeNull();
    expect(refusalOf({ a: null, b: 1, c: true, d: new Date(0), e: '👩‍👩‍👧 \u0001 \uffff' })).toBeNull();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(refusalOf({ name: text }) === null).toBe(!text.includes('\0'));
      }),
    );
  });
});
