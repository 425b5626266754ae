import { describe, expect, it } from 'vitest';
import { isTrustworthyUrl } from './trustworthy-url.ts';

describe('isTrustworthyUrl', () => {
  it.each([
    'https://id.example',
    'HTTPS://id.example:8443/realms/one',
    'http://localhost:3001',
    'http://127.0.0.1:3001/',
    'http://[::1]:3001',
    'http://2130706433/',
  ])('AUTH-3: %s is who it says to be', (url) => {
    expect(isTrustworthyUrl(url)).toBe(true);
  });

  it.each([
    'http://id.example',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://127.0.0.1@id.example/',
    'http://id.example/#@127.0.0.1',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'id.example',
    '',
  ])('AUTH-3: %s may be anybody', (url) => {
    expect(isTrustworthyUrl(url)).toBe(false);
  });
});
