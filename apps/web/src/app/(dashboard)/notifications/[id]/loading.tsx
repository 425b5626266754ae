import { Skeleton } from '@/components/ui/skeleton.tsx';

export default function EntryLoading() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading
      </p>
      <Skeleton className="mb-3 h-5 w-24" />
      <Skeleton className="mb-6 h-12 w-72" />
      <div className="grid gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <Skeleton className="h-72 rounded-xl" />
        <Skeleton className="h-72 rounded-xl" />
      </div>
    </>
  );
}
