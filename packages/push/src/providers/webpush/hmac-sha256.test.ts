import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HmacSha256 } from './hmac-sha256.ts';

describe('HmacSha256', () => {
  it('WEB-9: gives what OpenSSL gives for every key up to a block and every message, used again and again', () => {
    const hmac = new HmacSha256(300);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 64 }),
        fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 3 }),
        (key, parts) => {
          const expected = createHmac('sha256', key).update(Buffer.concat(parts)).digest();
          expect(hmac.digest(key, ...parts).equals(expected)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('WEB-9: gives the code of RFC 4231, test case 2', () => {
    const code = new HmacSha256(28).digest(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?'));
    expect(code.toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it('WEB-9: a key beyond a block or a message beyond its room is refused', () => {
    const hmac = new HmacSha256(10);
    expect(() => hmac.digest(Buffer.alloc(65), Buffer.alloc(1))).toThrow(RangeError);
    expect(() => hmac.digest(Buffer.alloc(16), Buffer.alloc(11))).toThrow(RangeError);
  });
});
