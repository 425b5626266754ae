import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateApiKey, hashApiKey, isApiKey, shownPrefixOf } from './api-key-text.ts';

describe('the text of an API key', () => {
  it('AUTH-5: is crl_, 32 random bytes in base64url and a checksum, and never the same twice', () => {
    const keys = Array.from({ length: 1000 }, generateApiKey);
    expect(new Set(keys).size).toBe(1000);
    for (const key of keys) {
      expect(key).toMatch(/^crl_[\w-]{49}$/);
      expect(Buffer.from(key.slice(4, 47), 'base64url')).toHaveLength(32);
      expect(isApiKey(key)).toBe(true);
    }
  });

  it('AUTH-5: with any one character changed, cut off or added it is no key, which takes no database to know', () => {
    const key = generateApiKey();
    for (const [at] of [...key].entries()) {
      const other = key[at] === 'A' ? 'B' : 'A';
      expect(isApiKey(key.slice(0, at) + other + key.slice(at + 1))).toBe(false);
    }
    expect(isApiKey(key.slice(0, -1))).toBe(false);
    expect(isApiKey(`${key}A`)).toBe(false);
    expect(isApiKey(`${key}\n`)).toBe(false);
  });

  it('AUTH-5: no other text is taken for one', () => {
    fc.assert(fc.property(fc.string(), (text) => !isApiKey(text) && !isApiKey(`crl_${text}`)));
  });

  it('AUTH-5: what is shown of it is its beginning, 8 of 43 characters', () => {
    const key = generateApiKey();
    expect(shownPrefixOf(key)).toBe(key.slice(0, 12));
    expect(Buffer.from(hashApiKey(key)).toString('base64url')).not.toContain(key.slice(4, 12));
  });
});
