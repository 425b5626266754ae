'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Rss } from 'lucide-react';
import Link from 'next/link';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Notice } from '@/components/notice.tsx';
import { RowSkeletons } from '@/components/row-skeletons.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { figure } from '@/features/notifications/channel-words.ts';
import { MembershipButton } from '@/features/topics/membership-button.tsx';
import { TOPIC_PAGE_SIZE } from '@/features/topics/page-sizes.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Topic } from '@/wire/wire-types.ts';

/** Every topic, whether the person belongs to it, and how to join or leave it. */
export function TopicList() {
  const trpc = useTRPC();
  const { user } = useViewer();
  const list = useInfiniteQuery(
    trpc.topics.list.infiniteQueryOptions(
      { limit: TOPIC_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const topics = list.data?.pages.flatMap((page) => page.topics);
  return (
    <section aria-label="Topics">
      <div className="rounded-xl border bg-surface shadow-xs">
        {topics === undefined ? (
          list.isError ? (
            <FailureNotice title="The topics could not be loaded" query={list} />
          ) : (
            <TopicListSkeleton />
          )
        ) : topics.length === 0 ? (
          <Notice
            icon={Rss}
            title="No topics yet"
            text={
              user.role === 'admin'
                ? 'A topic is a named group of people. Create one, add people or let them join, and send to all of them at once.'
                : 'When an administrator creates topics, you can join them here and get what is sent to them.'
            }
          />
        ) : (
          <ul className="divide-y">
            {topics.map((topic) => (
              <TopicRow key={topic.name} topic={topic} isLink={user.role === 'admin'} />
            ))}
          </ul>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

function TopicRow({ topic, isLink }: { readonly topic: Topic; readonly isLink: boolean }) {
  return (
    <li className="relative flex items-center justify-between gap-4 px-4 py-2.5 hover:bg-sunken/50">
      <div className="min-w-0">
        {isLink ? (
          <Link
            href={`/topics/${encodeURIComponent(topic.name)}`}
            className="row-link block truncate font-medium font-mono"
          >
            {topic.name}
          </Link>
        ) : (
          <p className="truncate font-medium font-mono">{topic.name}</p>
        )}
        <p className="text-ink-soft text-xs [overflow-wrap:anywhere]">
          {figure(topic.members)} {topic.members === 1 ? 'member' : 'members'}
          {topic.joined ? ', you too' : ''}
          {topic.description === '' ? '' : ` · ${topic.description}`}
        </p>
      </div>
      <MembershipButton topic={topic} />
    </li>
  );
}

export function TopicListSkeleton() {
  return <RowSkeletons label="Loading the topics" rows={3} title="w-32" detail="w-56" end="h-7 w-16" />;
}
