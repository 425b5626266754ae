import { describe, expect, it } from 'vitest';
import { parseSignInError, sentenceForCode } from './sign-in-errors.ts';

describe('sign-in errors', () => {
  it('AUTH-1: an answer of the server keeps its code and its words', () => {
    expect(parseSignInError('unauthenticated: The email or the password is not right.')).toEqual({
      code: 'unauthenticated',
      message: 'The email or the password is not right.',
    });
    expect(parseSignInError('CredentialsSignin').code).toBe('internal');
  });

  it('T-10: text in the address is not shown, only what a known code means', () => {
    expect(sentenceForCode('<b>Call this number</b>')).toBe('Signing in did not work. Try again.');
    expect(sentenceForCode('constructor')).toBe('Signing in did not work. Try again.');
    expect(sentenceForCode('email_taken')).toContain('An account with this email exists');
  });
});
