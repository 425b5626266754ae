'use client';

import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { parseSignInError, type SignInFailure } from '@/features/sign-in/sign-in-errors.ts';

export interface SignInAttempt {
  readonly isPending: boolean;
  readonly failure: SignInFailure | null;
  readonly start: (fields: Record<string, string>) => Promise<void>;
}

/** Signs in or up and then goes on to `next` by a full load, so that every page is rendered for the new person. */
export function useSignIn(provider: 'password' | 'sign-up', next: string): SignInAttempt {
  const [isPending, setIsPending] = useState(false);
  const [failure, setFailure] = useState<SignInFailure | null>(null);
  const start = async (fields: Record<string, string>) => {
    setIsPending(true);
    setFailure(null);
    try {
      const result = await signIn(provider, { ...fields, redirect: false });
      if (result?.ok === true && !result.error) {
        window.location.assign(next);
        return;
      }
      setFailure(parseSignInError(result?.error ?? ''));
    } catch {
      setFailure({
        code: 'network',
        message: 'The server could not be reached. Check the connection and try again.',
      });
    }
    setIsPending(false);
  };
  return { isPending, failure, start };
}
