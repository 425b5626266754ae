'use client';

import { useQuery } from '@tanstack/react-query';
import { useSettled } from '@/components/use-settled.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { personName } from '@/features/people/person-name.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const SHOWN = 8;

/** People of this server whom a search finds, to choose from; for administrators. */
export function useFoundPeople(search: string) {
  const trpc = useTRPC();
  const settled = useSettled(search.trim());
  const query = useQuery({
    ...trpc.users.list.queryOptions({ limit: SHOWN, ...(settled === '' ? {} : { search: settled }) }),
    placeholderData: (previous) => previous,
  });
  // A list of an earlier search must not be chosen from: Enter would take somebody else.
  const isStale = search.trim() !== settled || query.isPlaceholderData;
  const found = query.data?.users.map((user) => ({
    id: user.id,
    label: personName(user),
    detail: `${personName(user) === user.email ? '' : `${user.email} · `}${devicesText(user.devices)}`,
  }));
  return {
    /** undefined while the server is asked. */
    options: isStale ? undefined : query.isError ? [] : found,
    failure: query.isError ? failureOf(query.error).message : null,
  };
}
