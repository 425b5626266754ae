import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';

export default function SettingsLoading() {
  return (
    <>
      <PageHeader title="Settings" description="For the whole installation." />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Skeleton className="h-96 rounded-xl" />
        <Skeleton className="h-72 rounded-xl" />
      </div>
    </>
  );
}
