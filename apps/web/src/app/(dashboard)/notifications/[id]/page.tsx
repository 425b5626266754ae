import { notificationIdSchema } from '@carillon/contracts/ids';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { deliveryFilterFromQuery, deliveryFilterToInput } from '@/features/notifications/delivery-filter.ts';
import { NotificationPage } from '@/features/notifications/notification-page.tsx';
import { DELIVERY_PAGE_SIZE } from '@/features/notifications/page-sizes.ts';
import { Hydrated, isHidden, requireViewer, serverQueries } from '@/server/page-data.tsx';

interface NotificationRouteProps {
  readonly params: Promise<{ readonly id: string }>;
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({
  params,
}: Pick<NotificationRouteProps, 'params'>): Promise<Metadata> {
  return { title: (await readNotification((await params).id)).title };
}

export default async function NotificationRoute({ params, searchParams }: NotificationRouteProps) {
  const { id } = await readNotification((await params).id);
  const query = await searchParams;
  const filter = deliveryFilterFromQuery({ get: (name) => [query[name]].flat()[0] ?? null });
  const { queryClient, trpc } = await serverQueries();
  await queryClient.prefetchInfiniteQuery(
    trpc.notifications.deliveries.infiniteQueryOptions(
      { id, limit: DELIVERY_PAGE_SIZE, ...deliveryFilterToInput(filter) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
  );
  return (
    <Hydrated>
      <NotificationPage id={id} />
    </Hydrated>
  );
}

/** Reads the notification into the page's data; asked twice it is read once. */
async function readNotification(id: string) {
  await requireViewer(`/notifications/${id}`);
  const parsed = notificationIdSchema.safeParse(id);
  if (!parsed.success) notFound();
  const { queryClient, trpc } = await serverQueries();
  try {
    return await queryClient.fetchQuery({
      ...trpc.notifications.get.queryOptions({ id: parsed.data }),
      staleTime: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    if (isHidden(error)) notFound();
    throw error;
  }
}
