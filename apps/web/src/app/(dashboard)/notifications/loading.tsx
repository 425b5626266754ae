import { PageHeader } from '@/components/frame/page-header.tsx';
import { NotificationListSkeleton } from '@/features/notifications/notification-list.tsx';

export default function NotificationsLoading() {
  return (
    <>
      <PageHeader title="Notifications" description="What was sent, and what became of it." />
      <div className="rounded-xl border bg-surface shadow-xs">
        <NotificationListSkeleton />
      </div>
    </>
  );
}
