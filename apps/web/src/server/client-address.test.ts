import { describe, expect, it } from 'vitest';
import { createClientAddress } from './client-address.ts';

describe('createClientAddress', () => {
  it('T-8: without trusted proxies a forwarded address is never believed', () => {
    const clientAddress = createClientAddress([]);
    expect(clientAddress('203.0.113.9', '1.2.3.4')).toBe('203.0.113.9');
    expect(clientAddress('::ffff:203.0.113.9', undefined)).toBe('203.0.113.9');
  });

  it('T-8: behind trusted proxies it is the last address that none of them added', () => {
    const clientAddress = createClientAddress(['10.0.0.0/8', '::1']);
    expect(clientAddress('10.1.2.3', '198.51.100.7')).toBe('198.51.100.7');
    expect(clientAddress('::1', '6.6.6.6, 198.51.100.7, 10.9.9.9')).toBe('198.51.100.7');
    expect(clientAddress('10.1.2.3', undefined)).toBe('10.1.2.3');
    expect(clientAddress('203.0.113.9', '198.51.100.7')).toBe('203.0.113.9');
    expect(clientAddress('10.1.2.3', '10.0.0.1, 10.0.0.2')).toBe('10.0.0.1');
  });

  it('refuses a setting that is no address', () => {
    expect(() => createClientAddress(['proxy.internal'])).toThrow();
  });
});
