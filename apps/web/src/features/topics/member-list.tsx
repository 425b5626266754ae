'use client';

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { UsersRound } from 'lucide-react';
import { toast } from 'sonner';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { MEMBER_PAGE_SIZE } from '@/features/topics/page-sizes.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { TopicMember } from '@/wire/wire-types.ts';

/** Who belongs to a topic. */
export function MemberList({ topic }: { readonly topic: string }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.topics.members.infiniteQueryOptions(
      { topic, limit: MEMBER_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const members = list.data?.pages.flatMap((page) => page.members);
  return (
    <Panel title="Members">
      {members === undefined ? (
        list.isError ? (
          <FailureNotice title="The members could not be loaded" query={list} />
        ) : (
          <div className="grid gap-2 p-4">
            <Skeleton className="h-9" />
            <Skeleton className="h-9" />
          </div>
        )
      ) : members.length === 0 ? (
        <Notice
          icon={UsersRound}
          title="Nobody belongs to it"
          text="Add people here, or let them join on their own page of topics."
        />
      ) : (
        <ul className="divide-y">
          {members.map((member) => (
            <MemberRow key={member.userId} topic={topic} member={member} />
          ))}
        </ul>
      )}
      <ShowMore list={list} className="border-t p-3" />
    </Panel>
  );
}

function MemberRow({ topic, member }: { readonly topic: string; readonly member: TopicMember }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const name = member.name === null || member.name === '' ? member.email : member.name;
  const remove = useMutation(
    trpc.topics.removeMembers.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.topics.pathFilter());
        toast.success(`${name} gets nothing more of ${topic}`);
      },
      onError: (error) =>
        toast.error(`${name} could not be removed`, { description: failureOf(error).message }),
    }),
  );
  const facts = [name === member.email ? null : member.email, member.externalId].filter(
    (fact) => fact !== null,
  );
  return (
    <li className="flex items-center justify-between gap-3 px-4 py-2.5">
      <div className="min-w-0">
        <p className="truncate font-medium">{name}</p>
        <p className="truncate text-ink-soft text-xs">
          {facts.map((fact) => `${fact} · `).join('')}since <RelativeTime at={member.since} />
        </p>
      </div>
      <Button
        size="sm"
        aria-label={`Remove ${name}`}
        isPending={remove.isPending}
        onClick={() => remove.mutate({ topic, userIds: [member.userId] })}
      >
        Remove
      </Button>
    </li>
  );
}
