import { Skeleton } from '@/components/ui/skeleton.tsx';

export function PreferencesSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading your preferences
      </p>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-xl" />
        <div className="grid gap-5">
          <Skeleton className="h-44 rounded-xl" />
          <Skeleton className="h-24 rounded-xl" />
        </div>
      </div>
    </>
  );
}
