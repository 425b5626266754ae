'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { userName } from '@/features/users/user-words.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { UserEntry } from '@/wire/wire-types.ts';

/** What an administrator can do to an account. Failures are shown where the action was confirmed. */
export function useUserActions(user: Pick<UserEntry, 'id' | 'name' | 'email'>) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.users.pathFilter());
  const update = useMutation(
    trpc.users.update.mutationOptions({
      onSuccess: async (changed) => {
        queryClient.setQueryData(trpc.users.get.queryKey({ id: user.id }), changed);
        await refresh();
      },
    }),
  );
  const setExternalId = useMutation(
    trpc.users.setExternalId.mutationOptions({
      onSuccess: async (changed) => {
        queryClient.setQueryData(trpc.users.get.queryKey({ id: user.id }), changed);
        toast.success(
          changed.externalId === null ? 'The external id is taken away' : 'The external id is set',
        );
        await refresh();
      },
    }),
  );
  const remove = useMutation(
    trpc.users.delete.mutationOptions({
      onSuccess: () => {
        toast.success(`${userName(user)} is deleted`);
        queryClient.removeQueries(trpc.users.get.queryFilter({ id: user.id }));
        return queryClient.invalidateQueries(trpc.users.list.pathFilter());
      },
    }),
  );
  return { update, setExternalId, remove };
}
