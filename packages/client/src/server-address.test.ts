import { describe, expect, it } from 'vitest';
import { serverAddress, trpcAddress } from './server-address.ts';

describe('the address of a server', () => {
  it.each([
    ['https://bells.example', 'https://bells.example/trpc'],
    ['http://127.0.0.1:4000/', 'http://127.0.0.1:4000/trpc'],
    [' https://example.com/carillon// ', 'https://example.com/carillon/trpc'],
  ])('%s leads to %s', (url, address) => {
    expect(trpcAddress(url)).toBe(address);
  });

  it.each(['', 'bells.example', '/trpc', 'ftp://bells.example', 'https://', 'https://a.example?b=1'])(
    'refuses %o',
    (url) => {
      expect(() => serverAddress(url)).toThrow(TypeError);
    },
  );
});
