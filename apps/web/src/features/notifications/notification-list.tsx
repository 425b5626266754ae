'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { BellRing, FlaskConical } from 'lucide-react';
import Link from 'next/link';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { isLive, notificationStatus } from '@/features/notifications/delivery-words.ts';
import { NOTIFICATION_PAGE_SIZE } from '@/features/notifications/page-sizes.ts';
import { Tallies } from '@/features/notifications/tallies.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Notification } from '@/wire/wire-types.ts';

const LIVE_MS = 1_000;
const QUIET_MS = 10_000;

const GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 ' +
  'md:grid-cols-[minmax(0,5fr)_8rem_minmax(0,4fr)_6.5rem]';

/** Everything that was sent, newest first, with what became of it; live while something is on its way. */
export function NotificationList() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.notifications.list.infiniteQueryOptions(
      { limit: NOTIFICATION_PAGE_SIZE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        refetchInterval: (query) => {
          const newest = query.state.data?.pages[0]?.notifications ?? [];
          return newest.some((notification) => isLive(notification, new Date())) ? LIVE_MS : QUIET_MS;
        },
      },
    ),
  );
  const notifications = list.data?.pages.flatMap((page) => page.notifications);
  return (
    <section aria-label="Notifications">
      <div className="rounded-xl border bg-surface shadow-xs">
        {notifications === undefined ? (
          list.isError ? (
            <FailureNotice title="The notifications could not be loaded" query={list} />
          ) : (
            <NotificationListSkeleton />
          )
        ) : notifications.length === 0 ? (
          <Notice
            icon={BellRing}
            title="Nothing was sent yet"
            text="Write a notification, or send a test to one of your devices: it appears here, with every step of its way."
          >
            <Button asChild>
              <Link href="/devices">Go to your devices</Link>
            </Button>
          </Notice>
        ) : (
          <>
            <ListHead />
            <ul>
              {notifications.map((notification) => (
                <NotificationRow key={notification.id} notification={notification} />
              ))}
            </ul>
          </>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

function NotificationRow({ notification }: { readonly notification: Notification }) {
  const status = notificationStatus(notification);
  const Icon = notification.kind === 'test' ? FlaskConical : BellRing;
  return (
    <li className="relative border-b px-3 py-2.5 last:border-b-0 hover:bg-sunken/50 sm:px-4">
      <div className={GRID}>
        <div className="flex min-w-0 items-center gap-3">
          <span
            aria-hidden
            className="grid size-9 shrink-0 place-items-center rounded-lg border bg-surface text-ink-soft dark:bg-raised"
          >
            <Icon className="size-4.5" strokeWidth={1.75} />
          </span>
          <div className="min-w-0">
            <Link href={`/notifications/${notification.id}`} className="row-link block truncate font-medium">
              {notification.title}
            </Link>
            <p className="truncate text-ink-soft text-xs">
              {notification.kind === 'test' ? 'Test' : 'Message'}
              {notification.body === null ? '' : ` · ${notification.body}`}
            </p>
          </div>
        </div>
        <MeaningLabel
          meaning={status.meaning}
          word={status.word}
          className="justify-self-end text-sm md:justify-self-start"
        />
        <div className="min-w-0 pl-12 md:pl-0">
          {notification.status === 'scheduled' && notification.sendAt !== null ? (
            <p className="text-ink-soft text-xs">
              Goes out <RelativeTime at={notification.sendAt} />
            </p>
          ) : (
            <Tallies counts={notification.counts} />
          )}
        </div>
        <RelativeTime
          at={notification.createdAt}
          className="justify-self-end text-ink-soft text-xs tabular-nums md:justify-self-start md:text-sm"
        />
      </div>
    </li>
  );
}

function ListHead() {
  return (
    <div aria-hidden className="hidden border-b px-4 py-2 font-medium text-ink-faint text-xs md:block">
      <div className={GRID}>
        <span>Notification</span>
        <span>Status</span>
        <span>Devices</span>
        <span>Sent</span>
      </div>
    </div>
  );
}

export function NotificationListSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the notifications
      </p>
      <ListHead />
      <div aria-hidden>
        {['a', 'b', 'c', 'd'].map((key) => (
          <div key={key} className="border-b px-4 py-2.5 last:border-b-0">
            <div className={GRID}>
              <div className="flex items-center gap-3">
                <Skeleton className="size-9 rounded-lg" />
                <div className="grid gap-1.5">
                  <Skeleton className="h-4 w-40" />
                  <Skeleton className="h-3 w-24" />
                </div>
              </div>
              <Skeleton className="h-4 w-20" />
              <Skeleton className="hidden h-4 w-32 md:block" />
              <Skeleton className="hidden h-4 w-16 md:block" />
            </div>
          </div>
        ))}
      </div>
    </>
  );
}
