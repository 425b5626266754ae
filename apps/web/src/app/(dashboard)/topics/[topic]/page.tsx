import { topicNameSchema } from '@carillon/contracts/topics';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { MEMBER_PAGE_SIZE } from '@/features/topics/page-sizes.ts';
import { TopicPage } from '@/features/topics/topic-page.tsx';
import { Hydrated, isHidden, requireAdmin, serverQueries } from '@/server/page-data.tsx';

interface TopicRouteProps {
  readonly params: Promise<{ readonly topic: string }>;
}

export async function generateMetadata({ params }: TopicRouteProps): Promise<Metadata> {
  return { title: (await readTopic(params)).topic };
}

export default async function TopicRoute({ params }: TopicRouteProps) {
  const { topic } = await readTopic(params);
  return (
    <Hydrated>
      <TopicPage topic={topic} />
    </Hydrated>
  );
}

/** Reads the first members into the page's data, which also tells whether there is such a topic. */
async function readTopic(params: TopicRouteProps['params']) {
  const given = decodeURIComponent((await params).topic);
  await requireAdmin(`/topics/${encodeURIComponent(given)}`);
  const topic = topicNameSchema.safeParse(given).data;
  if (topic === undefined) notFound();
  const { queryClient, trpc } = await serverQueries();
  try {
    await queryClient.fetchInfiniteQuery({
      ...trpc.topics.members.infiniteQueryOptions(
        { topic, limit: MEMBER_PAGE_SIZE },
        { getNextPageParam: (page) => page.nextCursor ?? undefined },
      ),
      staleTime: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    if (isHidden(error)) notFound();
    throw error;
  }
  return { topic };
}
