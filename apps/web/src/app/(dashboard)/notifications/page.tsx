import { SendHorizontal } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { Button } from '@/components/ui/button.tsx';
import { NotificationList } from '@/features/notifications/notification-list.tsx';
import { NOTIFICATION_PAGE_SIZE } from '@/features/notifications/page-sizes.ts';
import { Hydrated, requireViewer, serverQueries } from '@/server/page-data.tsx';

export const metadata: Metadata = { title: 'Notifications' };

export default async function NotificationsPage() {
  await requireViewer('/notifications');
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: NOTIFICATION_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <PageHeader
        title="Notifications"
        description="What was sent, and what became of it."
        action={
          <Button asChild variant="primary">
            <Link href="/compose">
              <SendHorizontal aria-hidden />
              Compose
            </Link>
          </Button>
        }
      />
      <NotificationList />
    </Hydrated>
  );
}
