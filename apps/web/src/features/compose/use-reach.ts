'use client';

import type { Audience } from '@carillon/contracts/notifications';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useViewer } from '@/components/frame/viewer.tsx';
import { useSettled } from '@/components/use-settled.ts';
import type { AudienceDraft } from '@/features/compose/draft.ts';
import { audienceOf } from '@/features/compose/draft-input.ts';
import type { Reach } from '@/features/compose/reach-words.ts';
import { useTRPC, useTRPCClient } from '@/wire/trpc.tsx';

/** Devices come and go while somebody writes; each question is charged, so that it is asked seldom. */
const REFRESH_MS = 60_000;

interface AskedReach {
  /** undefined: not known, or nothing is chosen. */
  readonly reach: Reach | undefined;
  readonly error: unknown;
  readonly isAsking: boolean;
}

/** How many devices an audience has at the moment. */
export function useReach(draft: AudienceDraft): AskedReach {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { user } = useViewer();
  const wanted = JSON.stringify(audienceOf(draft, user.id));
  const settled = useSettled(wanted);
  const audience = JSON.parse(settled) as Audience | null;
  const query = useQuery({
    // It is a POST, since an audience can be longer than an address; asking changes nothing.
    queryKey: [...trpc.notifications.estimate.mutationKey(), settled],
    queryFn: audience === null ? skipToken : () => client.notifications.estimate.mutate({ audience }),
    refetchInterval: REFRESH_MS,
    ...(audience === null ? {} : { placeholderData: keepPreviousData }),
    staleTime: REFRESH_MS / 2,
  });
  const isChosen = audience !== null && wanted !== 'null';
  return {
    reach: isChosen ? query.data : undefined,
    error: isChosen && query.isError ? query.error : null,
    isAsking: wanted !== settled || (audience !== null && (query.isPending || query.isPlaceholderData)),
  };
}
