'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/wire/trpc.tsx';

const REFRESH_MS = 10_000;

/** An agent's last 24 hours, and until when its previous secret is accepted. */
export function useAgentActivity(id: string) {
  const trpc = useTRPC();
  return useQuery(trpc.devices.activity.queryOptions({ id }, { refetchInterval: REFRESH_MS }));
}
