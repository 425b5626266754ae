import type { Metadata } from 'next';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { NewTopic } from '@/features/topics/new-topic.tsx';
import { TOPIC_PAGE_SIZE } from '@/features/topics/page-sizes.ts';
import { TopicList } from '@/features/topics/topic-list.tsx';
import { Hydrated, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Topics' };

interface TopicsRouteProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function TopicsRoute({ searchParams }: TopicsRouteProps) {
  const viewer = await requireViewer('/topics');
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.topics.list.infiniteQueryOptions(
      { limit: TOPIC_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  const isNewAsked = (await searchParams).new !== undefined;
  return (
    <Hydrated>
      <PageHeader
        title="Topics"
        description="Join one to get what is sent to it, on all of your devices."
        action={viewer.role === 'admin' ? <NewTopic isOpenAtFirst={isNewAsked} /> : null}
      />
      <TopicList />
    </Hydrated>
  );
}
