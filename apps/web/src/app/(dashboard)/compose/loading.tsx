import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';

export default function ComposeLoading() {
  return (
    <>
      <PageHeader title="Compose" description="Write a notification, see it, try it on yourself, send it." />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <div className="grid gap-5">
          <Skeleton className="h-44 rounded-xl" />
          <Skeleton className="h-80 rounded-xl" />
        </div>
        <Skeleton className="h-96 rounded-xl" />
      </div>
    </>
  );
}
