'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** False in the server's HTML, true once React has taken the page over and forms do what they should. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
