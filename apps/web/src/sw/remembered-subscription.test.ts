import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRemembered } from './remembered-subscription.ts';
import { base64UrlOf, bytesOfBase64Url } from './subscription-identity.ts';

const WHOLE = { endpoint: 'https://push.example/1', auth: 'a', applicationServerKey: 'k', userId: 'u' };

describe('toRemembered', () => {
  it('WEB-13: gives back a whole record and nothing less', () => {
    expect(toRemembered({ ...WHOLE, ofAnotherRelease: 1 })).toEqual(WHOLE);
    for (const name of Object.keys(WHOLE)) expect(toRemembered({ ...WHOLE, [name]: undefined })).toBeNull();
    fc.assert(
      fc.property(fc.anything(), (stored) => {
        expect(toRemembered(stored)).toBeNull();
      }),
    );
  });
});

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
