import { signOut } from 'next-auth/react';

/** Ends this browser's session and leaves by a full load, so that nothing of it stays in memory. */
export async function leave(): Promise<void> {
  await signOut({ redirect: false });
  window.location.assign('/sign-in');
}
