import { describe, expect, it } from 'vitest';
import { emailSchema, passwordSchema } from './accounts.ts';

describe('accounts', () => {
  it('AUTH-1: one person is one account however they type the address', () => {
    expect(emailSchema.parse('  Ada@Example.COM ')).toBe('ada@example.com');
    expect(emailSchema.safeParse('ada').success).toBe(false);
  });

  it('AUTH-1: a password has at least 12 characters, and is never trimmed', () => {
    expect(passwordSchema.safeParse('short').success).toBe(false);
    expect(passwordSchema.parse('  twelve char ')).toBe('  twelve char ');
  });
});
