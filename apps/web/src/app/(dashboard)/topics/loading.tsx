import { PageHeader } from '@/components/frame/page-header.tsx';
import { TopicListSkeleton } from '@/features/topics/topic-list.tsx';

export default function TopicsLoading() {
  return (
    <>
      <PageHeader title="Topics" description="Join one to get what is sent to it, on all of your devices." />
      <div className="rounded-xl border bg-surface shadow-xs">
        <TopicListSkeleton />
      </div>
    </>
  );
}
