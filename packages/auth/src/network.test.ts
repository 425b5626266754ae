import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { networkOf } from './network.ts';

describe('the network that an address is counted by', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['::1', '::/64'],
  ])('T-8: %s counts as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([null, '', 'localhost', '1.2.3.4, 5.6.7.8', '192.0.2.1:80'])(
    'T-8: %j counts as unknown',
    (address) => {
      expect(networkOf(address)).toBe('unknown');
    },
  );

  it('T-8: property: all of a /64 is one network, and another /64 is another', () => {
    const parts = fc.array(fc.nat({ max: 0xffff }), { minLength: 4, maxLength: 4 });
    const text = (groups: readonly number[]): string => groups.map((group) => group.toString(16)).join(':');
    const prefixes = parts.filter(([first]) => first !== undefined && first >= 0x2000 && first < 0x4000);
    fc.assert(
      fc.property(prefixes, parts, parts, (prefix, one, two) => {
        const network = networkOf(text([...prefix, ...one]));
        expect(networkOf(text([...prefix, ...two]))).toBe(network);
        const [head = 0, ...tail] = prefix;
        expect(networkOf(text([head ^ 1, ...tail, ...one]))).not.toBe(network);
      }),
    );
  });
});
