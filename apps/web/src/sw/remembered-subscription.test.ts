import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toRemembered } from './remembered-subscription.ts';

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
