import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptedAuthority, type LocalAddress } from './authority.ts';

const PUBLIC = 'https://bells.example';
const LOCAL: LocalAddress = { address: '10.1.2.3', port: 4000 };
const of = (host: string | null, local: LocalAddress | null = LOCAL, publicUrl = PUBLIC) =>
  acceptedAuthority({ host, local }, publicUrl);

describe('the authority that a request is for', () => {
  it('SEC-3: that of PUBLIC_API_URL, in lower case, without the scheme’s own port', () => {
    for (const host of ['bells.example', 'Bells.EXAMPLE', 'bells.example:443'])
      expect(of(host)).toBe('bells.example');
    expect(of('bells.example:80')).toBeNull();
    expect(of('bells.example:80', LOCAL, 'http://bells.example')).toBe('bells.example');
    expect(of('bells.example:8443', LOCAL, 'https://bells.example:8443')).toBe('bells.example:8443');
    expect(of('bells.example', LOCAL, 'https://bells.example:8443')).toBeNull();
  });

  it('SEC-3: the address and port that the request came in on', () => {
    expect(of('10.1.2.3:4000')).toBe('10.1.2.3:4000');
    expect(of('10.1.2.3:4000', { address: '::ffff:10.1.2.3', port: 4000 })).toBe('10.1.2.3:4000');
    expect(of('10.1.2.3', { address: '10.1.2.3', port: 80 })).toBe('10.1.2.3');
    expect(of('[::1]:4000', { address: '::1', port: 4000 })).toBe('[::1]:4000');
    expect(of('localhost:4000', { address: '127.0.0.1', port: 4000 })).toBe('localhost:4000');
    expect(of('localhost:4000', { address: '::1', port: 4000 })).toBe('localhost:4000');
  });

  it.each([
    'evil.example',
    'bells.example.evil.example',
    'evil.example@bells.example',
    'bells.example/',
    'bells.example#',
    'bells.example\\',
    '10.1.2.3:4001',
    '10.1.2.4:4000',
    'localhost:4000',
    '127.0.0.1:4000',
    '',
    ' ',
    'bells.example:99999',
  ])('SEC-4: a request for %j is not for this server', (host) => {
    expect(of(host)).toBeNull();
  });

  it('SEC-4: without Host, and for a name when the own address is unknown, for nobody', () => {
    expect(of(null)).toBeNull();
    expect(of('10.1.2.3:4000', null)).toBeNull();
  });

  it('SEC-7: never throws, and knows no third answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (host) => {
        expect([null, 'bells.example', '10.1.2.3:4000']).toContain(of(host));
      }),
    );
  });
});
