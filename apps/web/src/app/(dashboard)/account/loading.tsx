import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';

export default function AccountLoading() {
  return (
    <>
      <PageHeader title="Account" />
      <p role="status" className="sr-only">
        Loading the account
      </p>
      <div className="grid gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <Skeleton className="h-48 rounded-xl" />
        <Skeleton className="h-48 rounded-xl" />
      </div>
    </>
  );
}
