import { describe, expect, it } from 'vitest';
import { returnPath } from './return-path.ts';

describe('returnPath', () => {
  it('keeps a path of the dashboard with its query', () => {
    expect(returnPath('/devices/1?tab=x')).toBe('/devices/1?tab=x');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/..//evil.example',
    '/api/auth/signout',
    '',
  ])('T-10: %j leads to the devices', (asked) => {
    expect(returnPath(asked)).toBe('/devices');
  });

  it('takes nothing but one text', () => {
    expect(returnPath(undefined)).toBe('/devices');
    expect(returnPath(['/a', '/b'])).toBe('/devices');
  });
});
