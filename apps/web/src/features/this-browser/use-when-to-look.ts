'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTRPC } from '@/wire/trpc.tsx';

/**
 * Calls `look` when something may have changed: the person comes back to this tab, changes the permission in the
 * browser's settings, or does something to this browser's entry in the list of devices.
 */
export function useWhenToLook(installationId: string, look: () => Promise<void>): void {
  const trpc = useTRPC();
  const { data, isError } = useQuery(trpc.devices.get.queryOptions({ id: installationId }));
  const entry = data === undefined || isError ? 'none' : `${data.status} ${data.push?.health ?? 'none'}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: `entry` is not read, its change is the reason to look
  useEffect(() => void look(), [look, entry]);

  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState === 'visible') void look();
    };
    document.addEventListener('visibilitychange', onVisible);
    return () => document.removeEventListener('visibilitychange', onVisible);
  }, [look]);

  useEffect(() => {
    const watching = new AbortController();
    void watchPermission(() => void look(), watching.signal);
    return () => watching.abort();
  }, [look]);
}

/** Not every browser has the Permissions API, or knows notifications by it; coming back to the tab covers those. */
async function watchPermission(look: () => void, signal: AbortSignal): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'notifications' });
    if (!signal.aborted) status.addEventListener('change', look, { signal });
  } catch {
    // Nothing to watch.
  }
}
