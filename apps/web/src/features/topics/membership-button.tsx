'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Minus, Plus } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '@/components/ui/button.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Topic } from '@/wire/wire-types.ts';

/** Joins a topic or leaves it; says what that means for the person's devices. */
export function MembershipButton({ topic }: { readonly topic: Pick<Topic, 'name' | 'joined'> }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { name, joined } = topic;
  const options = {
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.topics.pathFilter());
      toast.success(joined ? `You left ${name}` : `You joined ${name}`, {
        description: joined
          ? 'Your devices get nothing more of it.'
          : 'All of your devices get what is sent to it.',
      });
    },
    onError: (error: unknown) =>
      toast.error(joined ? `You could not leave ${name}` : `You could not join ${name}`, {
        description: failureOf(error).message,
      }),
  };
  const join = useMutation(trpc.topics.addMembers.mutationOptions(options));
  const leave = useMutation(trpc.topics.removeMembers.mutationOptions(options));
  return (
    <Button
      size="sm"
      className="relative z-10"
      aria-label={joined ? `Leave ${name}` : `Join ${name}`}
      isPending={join.isPending || leave.isPending}
      onClick={() => (joined ? leave : join).mutate({ topic: name })}
    >
      {joined ? <Minus aria-hidden /> : <Plus aria-hidden />}
      {joined ? 'Leave' : 'Join'}
    </Button>
  );
}
