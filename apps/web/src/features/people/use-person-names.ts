'use client';

import { userIdSchema } from '@carillon/contracts/ids';
import { useQueries } from '@tanstack/react-query';
import { personName } from '@/features/people/person-name.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** People change their names rarely. */
const STALE_MS = 300_000;

/**
 * People by their ids, for administrators; those who are not known yet are absent. Each is asked for once, in one call with
 * the others, and kept for a while.
 */
export function usePersonNames(ids: ReadonlyArray<string | null>): ReadonlyMap<string, string> {
  const trpc = useTRPC();
  const known = [...new Set(ids)].flatMap((id) => userIdSchema.safeParse(id).data ?? []);
  const people = useQueries({
    queries: known.map((id) => trpc.users.get.queryOptions({ id }, { staleTime: STALE_MS })),
  });
  return new Map(people.flatMap(({ data }) => (data === undefined ? [] : [[data.id, personName(data)]])));
}
