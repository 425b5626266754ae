import { PageHeader } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { DeviceListSkeleton } from '@/features/devices/device-list.tsx';

export default function DevicesLoading() {
  return (
    <>
      <PageHeader title="Devices" description="Where your notifications arrive." />
      <Skeleton className="mb-5 h-24 rounded-lg" />
      <Skeleton className="mb-3 h-9 rounded-lg" />
      <div className="rounded-xl border bg-surface shadow-xs">
        <DeviceListSkeleton />
      </div>
    </>
  );
}
