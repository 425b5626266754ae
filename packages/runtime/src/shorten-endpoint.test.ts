import { describe, expect, it } from 'vitest';
import { shortenEndpoint } from './shorten-endpoint.ts';

describe('shortenEndpoint', () => {
  it('WEB-6: keeps the first 30 and the last 20 characters and nothing between them', () => {
    const endpoint = `https://push.example/send/${'s'.repeat(10)}MIDDLE${'t'.repeat(30)}`;
    const shortened = shortenEndpoint(endpoint);
    expect(shortened).toBe(`${endpoint.slice(0, 30)}…${endpoint.slice(-20)}`);
    expect(shortened).not.toContain('MIDDLE');
  });

  it('WEB-6: an endpoint of up to 50 characters, which would show whole, keeps its origin only', () => {
    expect(shortenEndpoint('https://push.example/send/a-secret-of-twenty')).toBe('https://push.example/…');
    expect(shortenEndpoint('not-a-url-but-secret')).toBe('…');
    expect(shortenEndpoint('')).toBe('…');
  });
});
