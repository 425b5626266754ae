'use client';

import { userIdSchema } from '@carillon/contracts/ids';
import { skipToken, useQuery } from '@tanstack/react-query';
import { personName } from '@/features/people/person-name.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** People change their names rarely. */
export const PERSON_STALE_MS = 300_000;

/** Somebody by their id, for administrators; null while it is not known. Each is asked for once, and kept for a while. */
export function usePersonName(id: string | null): string | null {
  const trpc = useTRPC();
  const known = userIdSchema.safeParse(id).data;
  const { data } = useQuery(
    trpc.users.get.queryOptions(known === undefined ? skipToken : { id: known }, {
      staleTime: PERSON_STALE_MS,
    }),
  );
  return data === undefined ? null : personName(data);
}

/** Whose something is: by name, for administrators. `id` null: it belongs to nobody, as an anonymous subscription does. */
export function PersonLabel({ id }: { readonly id: string | null }) {
  const name = usePersonName(id);
  if (id === null) return <span className="text-ink-faint">nobody</span>;
  return <span className="[overflow-wrap:anywhere]">{name ?? '…'}</span>;
}
