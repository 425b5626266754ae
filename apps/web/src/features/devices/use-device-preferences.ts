'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** Where one device differs from its person, and how that is changed. */
export function useDevicePreferences(deviceId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const queryKey = trpc.devices.preferences.queryKey({ id: deviceId });
  const query = useQuery(trpc.devices.preferences.queryOptions({ id: deviceId }));
  const update = useMutation(
    trpc.devices.updatePreferences.mutationOptions({
      onSuccess: (saved) => queryClient.setQueryData(queryKey, saved),
      onError: (error) => toast.error('That could not be saved', { description: failureOf(error).message }),
    }),
  );
  return { query, update };
}
