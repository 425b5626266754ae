'use client';

import type { SendNotificationInput } from '@carillon/contracts/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { toast } from 'sonner';
import { useViewer } from '@/components/frame/viewer.tsx';
import { attemptFor } from '@/features/compose/attempt.ts';
import type { Composition } from '@/features/compose/use-composition.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** Sends a composition, once however often it is asked to (DIS-11), and goes to where its progress is seen. */
export function useSend({ attempt, setAttempt, clear }: Composition) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const mutation = useMutation(
    trpc.notifications.send.mutationOptions({
      onSuccess: async ({ id }, { sendAt }) => {
        clear();
        toast.success(sendAt === undefined ? 'It is on its way' : 'It is scheduled');
        router.push(`/notifications/${id}`);
        await queryClient.invalidateQueries(trpc.notifications.list.pathFilter());
      },
    }),
  );
  const send = (input: SendNotificationInput, onSettled: () => void) => {
    if (mutation.isPending) return;
    const made = attemptFor(attempt, input, () => crypto.randomUUID());
    setAttempt(made);
    mutation.mutate({ ...asWire(input), idempotencyKey: made.key }, { onSettled });
  };
  /** What the server said about this very content; anything typed since is another content. */
  const failureFor = (input: SendNotificationInput | null) =>
    mutation.error !== null && input !== null && attempt?.content === JSON.stringify(input)
      ? failureOf(mutation.error)
      : null;
  return { send, isPending: mutation.isPending || mutation.isSuccess, failureFor };
}

/** Sends a composition to the devices of whoever writes it, each time anew. */
export function useSelfTest() {
  const trpc = useTRPC();
  const { user } = useViewer();
  const mutation = useMutation(trpc.notifications.send.mutationOptions());
  const start = (input: SendNotificationInput) => {
    if (mutation.isPending) return;
    const { sendAt: _, ...message } = asWire(input);
    mutation.mutate({ ...message, audience: { userIds: [user.id] }, idempotencyKey: crypto.randomUUID() });
  };
  return {
    start,
    isPending: mutation.isPending,
    sent: mutation.data ?? null,
    failure: mutation.error === null ? null : failureOf(mutation.error),
  };
}

/** Times travel as ISO 8601 text. */
function asWire({ sendAt, ...input }: SendNotificationInput) {
  return { ...input, ...(sendAt === undefined ? {} : { sendAt: sendAt.toISOString() }) };
}
