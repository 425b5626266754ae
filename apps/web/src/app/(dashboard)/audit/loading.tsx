import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { AuditListSkeleton } from '@/features/audit/audit-list.tsx';

export default function AuditLoading() {
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what to what. Nobody can change it, and it stays when accounts go."
      />
      <Skeleton className="mb-3 h-16 rounded-lg" />
      <div className="rounded-xl border bg-surface shadow-xs">
        <AuditListSkeleton />
      </div>
    </>
  );
}
