import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, dictionaryOf } from './structured-fields.ts';

describe('structured fields', () => {
  it('a byte sequence gives back its bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = `a=:${Buffer.from(bytes).toString('base64')}:`;
        expect(bytesOf(dictionaryOf(text)?.get('a'))).toEqual(bytes);
      }),
    );
  });

  it('SEC-7: what is no dictionary, no byte sequence or no single line is nothing, and never an exception', () => {
    for (const text of ['a=', 'a=:x', 'A=1', 'a=1,', '=1', '\u0000', undefined, ['a=1']])
      expect(dictionaryOf(text)).toBeNull();
    const fields = dictionaryOf('number=1, text="YQ==", token=YQ, list=(:YQ==:), flag');
    for (const name of ['number', 'text', 'token', 'list', 'flag', 'absent'])
      expect(bytesOf(fields?.get(name))).toBeNull();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const fields = dictionaryOf(text);
        expect(fields === null || fields instanceof Map).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
