import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { UserListSkeleton } from '@/features/users/user-list.tsx';

export default function UsersLoading() {
  return (
    <>
      <PageHeader title="Users" description="Everybody with an account on this server." />
      <Skeleton className="mb-3 h-9 rounded-lg sm:max-w-80" />
      <div className="rounded-xl border bg-surface shadow-xs">
        <UserListSkeleton />
      </div>
    </>
  );
}
