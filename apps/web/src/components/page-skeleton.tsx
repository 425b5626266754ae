import { Skeleton } from '@/components/ui/skeleton.tsx';

/** In the place of one device's or one notification's page: keeps its layout while it loads. */
export function PageSkeleton() {
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
