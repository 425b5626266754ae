import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSpecialAddress } from './endpoint-policy-addresses.ts';

describe('isSpecialAddress', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '142.250.185.138',
    '2001:4860:4860::8888',
    '2606:4700:4700::1111',
    '2a00:1450::1',
  ])('WEB-7: %s is public', (address) => {
    expect(isSpecialAddress(address)).toBe(false);
  });

  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f.1',
    '2130706433',
    'fe80::1%eth0',
    '2606:4700:4700::1111%1',
    '[::1]',
    '1.2.3',
  ])('WEB-7: %j, which is no address in canonical form, counts as special', (address) => {
    expect(isSpecialAddress(address)).toBe(true);
  });

  it('WEB-7: every address of the private and local IPv4 blocks is special, alone and inside IPv6', () => {
    const octet = fc.nat(255);
    const blocks = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
      fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
    );
    fc.assert(
      fc.property(blocks, (octets) => {
        const address = octets.join('.');
        for (const spelled of [
          address,
          `::ffff:${address}`,
          `::${address}`,
          `64:ff9b::${address}`,
          `64:ff9b:1::${address}`,
        ]) {
          expect(isSpecialAddress(spelled), spelled).toBe(true);
        }
      }),
    );
  });

  it('WEB-7: every IPv6 address outside 2000::/3 is special', () => {
    const group = fc.nat(0xffff).map((value) => value.toString(16));
    fc.assert(
      fc.property(fc.nat(0xffff), fc.array(group, { minLength: 7, maxLength: 7 }), (first, rest) => {
        fc.pre(first < 0x2000 || first > 0x3fff);
        expect(isSpecialAddress([first.toString(16), ...rest].join(':'))).toBe(true);
      }),
    );
  });
});
