'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { MonitorOff, SearchX } from 'lucide-react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { type DeliveryFilter, deliveryFilterToInput } from '@/features/notifications/delivery-filter.ts';
import { DeliveryStory } from '@/features/notifications/delivery-story.tsx';
import { DeliveryToolbar } from '@/features/notifications/delivery-toolbar.tsx';
import { pollIntervalMs } from '@/features/notifications/delivery-words.ts';
import { DELIVERY_PAGE_SIZE } from '@/features/notifications/page-sizes.ts';
import { useNow } from '@/time/now.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Notification } from '@/wire/wire-types.ts';

interface DeliveryListProps {
  readonly notification: Notification;
  readonly filter: DeliveryFilter;
  readonly onFilter: (filter: DeliveryFilter) => void;
}

/** Enough to follow a test or a small group at a glance; more are looked through by state and name. */
const FILTERED_FROM = 2;
/** Pages of many devices are asked for anew less often than the counts above them. */
const PAGES_LIVE_MAX = 1;

/** What became of a notification on each device, found by state and by the device's name. */
export function DeliveryList({ notification, filter, onFilter }: DeliveryListProps) {
  const trpc = useTRPC();
  const { now } = useNow();
  const list = useInfiniteQuery(
    trpc.notifications.deliveries.infiniteQueryOptions(
      { id: notification.id, limit: DELIVERY_PAGE_SIZE, ...deliveryFilterToInput(filter) },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: ({ state }) =>
          (state.data?.pages.length ?? 0) > PAGES_LIVE_MAX ? false : pollIntervalMs(notification, now),
      },
    ),
  );
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries);
  const isFiltered = filter.state !== '' || filter.search !== '';
  return (
    <Panel title="Devices" description="What became of it on each, step by step">
      {notification.counts.total >= FILTERED_FROM ? (
        <DeliveryToolbar counts={notification.counts} filter={filter} onChange={onFilter} />
      ) : null}
      {deliveries === undefined ? (
        list.isError ? (
          <FailureNotice title="The deliveries could not be loaded" query={list} />
        ) : (
          <div className="grid gap-3 p-4">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-24" />
          </div>
        )
      ) : deliveries.length > 0 ? (
        <ul
          aria-busy={list.isPlaceholderData}
          className={cn('divide-y', list.isPlaceholderData && 'opacity-60')}
        >
          {deliveries.map((delivery) => (
            <DeliveryStory
              key={delivery.deviceId}
              delivery={delivery}
              isAlone={notification.counts.total === 1}
            />
          ))}
        </ul>
      ) : isFiltered ? (
        <Notice
          icon={SearchX}
          title="No such devices"
          text="None of its devices is in this state and called that."
        >
          <Button onClick={() => onFilter({ state: '', search: '' })}>Show all devices</Button>
        </Notice>
      ) : (
        <NoDeliveries status={notification.status} />
      )}
      <ShowMore list={list} className="border-t p-3" />
    </Panel>
  );
}

function NoDeliveries({ status }: { readonly status: Notification['status'] }) {
  if (status === 'scheduled') {
    return (
      <Notice
        icon={MonitorOff}
        title="Nothing was sent yet"
        text="The devices are chosen when it goes out, and appear here then."
      />
    );
  }
  if (status === 'expanding') {
    return (
      <Notice icon={MonitorOff} title="The devices are being found" text="They appear here as they are." />
    );
  }
  if (status === 'cancelled') {
    return <Notice icon={MonitorOff} title="Nothing was sent" text="It was cancelled before it went out." />;
  }
  return (
    <Notice
      icon={MonitorOff}
      title="No device was reached"
      text="When it was sent, nobody it was meant for had an active device."
    />
  );
}
