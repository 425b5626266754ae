'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** The person's preferences. */
export function usePreferences() {
  const trpc = useTRPC();
  return useQuery(trpc.preferences.get.queryOptions());
}

/**
 * Changes them: what was chosen is shown at once, and is taken back when the server refuses it.
 *
 * @param isFailureShown the form that saves says itself what was wrong
 */
export function useUpdatePreferences({ isFailureShown }: { readonly isFailureShown: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.preferences.get.queryKey();
  return useMutation(
    trpc.preferences.update.mutationOptions({
      onMutate: async (changes) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        if (before !== undefined && !isFailureShown) {
          const given = Object.entries(changes).filter(([, value]) => value !== undefined);
          queryClient.setQueryData(queryKey, { ...before, ...Object.fromEntries(given) });
        }
        return { before };
      },
      onError: (error, _, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        if (!isFailureShown) {
          toast.error('That could not be saved', { description: failureOf(error).message });
        }
      },
      onSuccess: (saved) => queryClient.setQueryData(queryKey, saved),
    }),
  );
}
