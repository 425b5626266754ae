import { describe, expect, it } from 'vitest';
import { allowances, askerName, countdownText, platformText } from './pairing-words.ts';

const asked = { name: '', platform: 'android', model: 'Pixel 9', userAgent: null } as const;
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';

describe('a pairing in words', () => {
  it('AUTH-4: what asks is called by its name, or by what it is', () => {
    expect(askerName({ ...asked, name: 'Ada’s Pixel' })).toBe('Ada’s Pixel');
    expect(askerName(asked)).toBe('Pixel 9');
    expect(platformText(asked)).toBe('Android');
    expect(platformText({ platform: 'ios', userAgent: null })).toBe('iPhone or iPad');
    expect(platformText({ platform: 'web', userAgent: firefox })).toBe('Firefox on Linux');
    expect(platformText({ platform: 'web', userAgent: null })).toBe('Browser');
  });

  it('AUTH-4: says as whom it will be signed in, and that an administrator’s app may do all that they may', () => {
    const member = allowances({ email: 'bo@example.org', role: 'member' });
    expect(member[0]?.sentence).toContain('signed in as you, bo@example.org');
    expect(member.filter(({ isBroad }) => isBroad)).toEqual([]);
    const admin = allowances({ email: 'ada@example.org', role: 'admin' });
    expect(admin.filter(({ isBroad }) => isBroad)[0]?.sentence).toContain('administrator');
  });

  it.each([
    [300_000, '5:00'],
    [245_000, '4:05'],
    [59_001, '1:00'],
    [900, '0:01'],
    [0, '0:00'],
    [-5_000, '0:00'],
  ])('AUTH-4: with %d ms left the countdown says %s', (leftMs, text) => {
    expect(countdownText(leftMs)).toBe(text);
  });
});
