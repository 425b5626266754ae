'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { PushServer } from './push-server.ts';

/** The server's part, over the dashboard's own tRPC client. What it changes refreshes every list of devices. */
export function usePushServer(): PushServer {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = { onSuccess: () => queryClient.invalidateQueries(trpc.devices.pathFilter()) };
  const { mutateAsync: subscribe } = useMutation(trpc.push.subscribe.mutationOptions(refresh));
  const { mutateAsync: unsubscribe } = useMutation(trpc.push.unsubscribe.mutationOptions(refresh));
  const { mutateAsync: revokeToken } = useMutation(trpc.deviceTokens.revoke.mutationOptions(refresh));

  return useMemo(
    () => ({
      vapidPublicKey: async () =>
        (await queryClient.fetchQuery(trpc.push.vapidPublicKey.queryOptions())).publicKey,
      findDevice: (installationId) =>
        orNull(
          queryClient.fetchQuery({ ...trpc.devices.get.queryOptions({ id: installationId }), staleTime: 0 }),
        ),
      subscribe: async ({ installationId, ...subscription }) => {
        await subscribe({ ...subscription, keys: { ...subscription.keys }, deviceId: installationId });
      },
      unsubscribe: async (target) => {
        if ('endpoint' in target) await orNull(unsubscribe(target));
        else await orNull(revokeToken({ deviceId: target.installationId, generation: target.generation }));
      },
    }),
    [trpc, queryClient, subscribe, unsubscribe, revokeToken],
  );
}

/** Null in place of the server's "there is no such thing". */
async function orNull<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer;
  } catch (error) {
    if (failureOf(error).code === 'not_found') return null;
    throw error;
  }
}
