import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64UrlOf, bytesOfBase64Url } from './base64url.ts';

describe('base64url', () => {
  it('WEB-13: any bytes survive, and the text is what Node writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(base64UrlOf(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(bytesOfBase64Url(base64UrlOf(bytes))).toEqual(new Uint8Array(bytes));
      }),
    );
  });
});
