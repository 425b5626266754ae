'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { MonitorOff } from 'lucide-react';
import { CopyButton } from '@/components/copy-button.tsx';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { DeliveryStory } from '@/features/notifications/delivery-story.tsx';
import { isLive, notificationStatus } from '@/features/notifications/delivery-words.ts';
import { DELIVERY_PAGE_SIZE } from '@/features/notifications/page-sizes.ts';
import { Tallies } from '@/features/notifications/tallies.tsx';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import { durationText } from '@/time/relative-time-text.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Notification } from '@/wire/wire-types.ts';

const LIVE_MS = 1_000;
const QUIET_MS = 15_000;

/** One notification: what became of it on each device, and why. */
export function NotificationPage({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.notifications.get.queryOptions(
      { id },
      {
        refetchInterval: ({ state }) =>
          state.data !== undefined && isLive(state.data, new Date()) ? LIVE_MS : QUIET_MS,
      },
    ),
  );
  if (query.data === undefined) {
    return query.isError ? (
      <FailureNotice title="The notification could not be loaded" query={query} />
    ) : null;
  }
  return <LoadedNotification notification={query.data} />;
}

function LoadedNotification({ notification }: { readonly notification: Notification }) {
  const status = notificationStatus(notification);
  return (
    <>
      <PageHeader
        parent={{ label: 'Notifications', href: '/notifications' }}
        title={
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
              <PageTitle>
                <span className="[overflow-wrap:anywhere]">{notification.title}</span>
              </PageTitle>
              <output aria-live="polite">
                <MeaningBadge meaning={status.meaning} word={status.word} />
              </output>
            </div>
            {notification.body === null ? null : (
              <p className="mt-1 max-w-prose whitespace-pre-line text-ink-soft text-sm [overflow-wrap:anywhere]">
                {notification.body}
              </p>
            )}
          </div>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <Deliveries notification={notification} />
        <NotificationFacts notification={notification} />
      </div>
    </>
  );
}

function Deliveries({ notification }: { readonly notification: Notification }) {
  const trpc = useTRPC();
  const { now } = useNow();
  const list = useInfiniteQuery(
    trpc.notifications.deliveries.infiniteQueryOptions(
      { id: notification.id, limit: DELIVERY_PAGE_SIZE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        refetchInterval: isLive(notification, now) ? LIVE_MS : QUIET_MS,
      },
    ),
  );
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries);
  return (
    <Panel title="Devices" description="What became of it on each, step by step">
      {deliveries === undefined ? (
        list.isError ? (
          <FailureNotice title="The deliveries could not be loaded" query={list} />
        ) : (
          <div className="grid gap-3 p-4">
            <Skeleton className="h-5 w-48" />
            <Skeleton className="h-24" />
          </div>
        )
      ) : deliveries.length === 0 ? (
        <Notice
          icon={MonitorOff}
          title="No device was reached"
          text="When it was sent, nobody it was meant for had an active device."
        />
      ) : (
        <ul className="divide-y">
          {deliveries.map((delivery) => (
            <DeliveryStory
              key={delivery.deviceId}
              delivery={delivery}
              isAlone={notification.counts.total === 1}
            />
          ))}
        </ul>
      )}
      <ShowMore list={list} className="border-t p-3" />
    </Panel>
  );
}

function NotificationFacts({ notification }: { readonly notification: Notification }) {
  return (
    <Panel title="About this notification">
      <dl className="divide-y">
        <Fact label="Outcome">
          <div className="py-1">
            <Tallies counts={notification.counts} />
          </div>
        </Fact>
        <Fact label="Kind">{notification.kind === 'test' ? 'Test' : 'Message'}</Fact>
        <Fact label="Sent">
          <RelativeTime at={notification.createdAt} />
        </Fact>
        <Fact label="Worth delivering">
          for {durationText(notification.ttlSeconds * 1000)}, until{' '}
          <RelativeTime at={notification.expiresAt} />
        </Fact>
        <Fact label="Priority">{notification.priority === 'high' ? 'High' : 'Normal'}</Fact>
        {notification.collapseKey === null ? null : (
          <Fact label="Replaces">
            earlier ones with <code className="font-mono text-xs">{notification.collapseKey}</code>
          </Fact>
        )}
        {notification.url === null ? null : (
          <Fact label="A click opens">
            <code className="font-mono text-xs">{notification.url}</code>
          </Fact>
        )}
        <Fact label="Id">
          <span className="flex items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{notification.id}</code>
            <CopyButton text={notification.id} what="id" />
          </span>
        </Fact>
      </dl>
    </Panel>
  );
}
