/** What became of an attempt to sign in or up. */
export interface SignInFailure {
  readonly code: string;
  readonly message: string;
}

/** Sentences for codes that come back in the address, after a provider sent the browser here. */
const SENTENCES: Readonly<Record<string, string>> = {
  registration_closed: 'This server does not take new accounts. Ask one of its administrators for one.',
  email_taken:
    'An account with this email exists, and it does not sign in with this provider. Sign in as you did before.',
  validation_failed: 'The provider gave no email address, and an account here needs one.',
  rate_limited: 'Too many attempts. Wait a few minutes and try again.',
  unavailable: 'The server cannot answer at the moment. Try again shortly.',
  unauthenticated: 'This account cannot sign in.',
  AccessDenied: 'The provider did not let you in.',
  Configuration: 'Signing in is not set up correctly on this server. Its log says what is wrong.',
};
const OTHER = 'Signing in did not work. Try again.';

/** A code from the address in words. Text from the address itself is never shown: anybody can write a link. */
export function sentenceForCode(code: string): string {
  return Object.hasOwn(SENTENCES, code) ? (SENTENCES[code] ?? OTHER) : OTHER;
}

/** Reads "code: what happened and what to do", as our server puts it into the answer to a sign-in. */
export function parseSignInError(error: string): SignInFailure {
  const match = /^([a-z_]+): (.+)$/s.exec(error);
  const [, code, message] = match ?? [];
  if (code === undefined || message === undefined)
    return { code: 'internal', message: sentenceForCode(error) };
  return { code, message };
}
