'use client';

import { signOut } from 'next-auth/react';
import { useCallback } from 'react';
import { forgetKept } from '@/features/compose/use-kept.ts';
import { usePrepareToLeave } from '@/features/this-browser/use-prepare-to-leave.ts';

/**
 * Ends this browser's notifications for the person (TOK-13), then its session, and leaves by a full load, so that nothing
 * of it stays in memory.
 */
export function useLeave(): () => Promise<void> {
  const prepare = usePrepareToLeave();
  return useCallback(async () => {
    await prepare();
    forgetKept();
    await signOut({ redirect: false });
    window.location.assign('/sign-in');
  }, [prepare]);
}
