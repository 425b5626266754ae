import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf, groupedCode, isWholeCode } from './code-text.ts';

describe('the code of a pairing as it is typed', () => {
  it.each([
    ['123456', '123456'],
    ['123 456', '123456'],
    ['123-456\n', '123456'],
    ['Code: 123 456', '123456'],
    ['1234567', '123456'],
    ['12', '12'],
    ['', ''],
    ['https://push.example:8443/pair?code=123456', '123456'],
    ['http://10.0.0.7/pair?x=1&code=654321#top', '654321'],
  ])('AUTH-4: %j is read as %j', (text, digits) => {
    expect(digitsOf(text)).toBe(digits);
  });

  it('AUTH-4: reads six digits wherever spaces and dashes stand among them, and what it wrote itself', () => {
    const spread = fc
      .tuple(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }),
        fc.array(fc.constantFrom('', ' ', '-', ' - '), { minLength: 6, maxLength: 6 }),
      )
      .map(([digits, gaps]) => ({
        code: digits.join(''),
        typed: digits.map((digit, index) => `${gaps[index]}${digit}`).join(''),
      }));
    fc.assert(
      fc.property(spread, ({ code, typed }) => {
        expect(digitsOf(typed)).toBe(code);
        expect(digitsOf(groupedCode(code))).toBe(code);
      }),
    );
  });

  it('never holds more than six digits or anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(digitsOf(text)).toMatch(/^\d{0,6}$/);
      }),
    );
    expect(isWholeCode('12345')).toBe(false);
    expect(isWholeCode('123456')).toBe(true);
  });
});
