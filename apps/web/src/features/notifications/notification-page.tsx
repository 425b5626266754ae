'use client';

import { useQuery } from '@tanstack/react-query';
import { CopyButton } from '@/components/copy-button.tsx';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { CancelButton } from '@/features/notifications/cancel-button.tsx';
import { DeliveryList } from '@/features/notifications/delivery-list.tsx';
import { notificationStatus, pollIntervalMs } from '@/features/notifications/delivery-words.ts';
import { ProgressPanel } from '@/features/notifications/progress-panel.tsx';
import { ScheduleNotice } from '@/features/notifications/schedule-notice.tsx';
import { Tallies } from '@/features/notifications/tallies.tsx';
import { useDeliveryFilter } from '@/features/notifications/use-delivery-filter.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { durationText } from '@/time/relative-time-text.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { NotificationDetail } from '@/wire/wire-types.ts';

/** One notification: what became of it on each device, and why. */
export function NotificationPage({ id }: { readonly id: string }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.notifications.get.queryOptions(
      { id },
      {
        refetchInterval: ({ state }) =>
          state.data === undefined ? false : pollIntervalMs(state.data, new Date()),
      },
    ),
  );
  if (query.data === undefined) {
    return query.isError ? (
      <FailureNotice title="The notification could not be loaded" query={query} />
    ) : null;
  }
  return <LoadedNotification notification={query.data} readAtMs={query.dataUpdatedAt} />;
}

interface LoadedNotificationProps {
  readonly notification: NotificationDetail;
  readonly readAtMs: number;
}

function LoadedNotification({ notification, readAtMs }: LoadedNotificationProps) {
  const status = notificationStatus(notification);
  const { filter, setFilter } = useDeliveryFilter();
  const isOnItsWay = ['scheduled', 'expanding', 'sending'].includes(notification.status);
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
        action={isOnItsWay ? <CancelButton notification={notification} /> : null}
      />
      <div className="mb-5 grid gap-5 empty:hidden">
        {notification.status === 'scheduled' ? <ScheduleNotice notification={notification} /> : null}
        {hasProgress(notification) ? (
          <ProgressPanel
            notification={notification}
            readAtMs={readAtMs}
            onChooseState={(state) => setFilter({ ...filter, state })}
          />
        ) : null}
      </div>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <DeliveryList notification={notification} filter={filter} onFilter={setFilter} />
        <NotificationFacts notification={notification} />
      </div>
    </>
  );
}

/** What went to one device is told by its story alone. */
function hasProgress({ counts, status }: NotificationDetail): boolean {
  return counts.total > 1 || status === 'expanding';
}

function NotificationFacts({ notification }: { readonly notification: NotificationDetail }) {
  return (
    <Panel title="About this notification">
      <dl className="divide-y">
        {hasProgress(notification) ? null : (
          <Fact label="Outcome">
            <div className="py-1">
              {notification.status === 'scheduled' ? (
                <span className="text-ink-soft">Not sent yet</span>
              ) : (
                <Tallies counts={notification.counts} />
              )}
            </div>
          </Fact>
        )}
        <Fact label="Kind">{notification.kind === 'test' ? 'Test' : 'Message'}</Fact>
        <Fact label={notification.sendAt === null ? 'Sent' : 'Written'}>
          <RelativeTime at={notification.createdAt} />
        </Fact>
        {notification.sendAt === null ? null : (
          <Fact label={notification.status === 'scheduled' ? 'To be sent' : 'Scheduled for'}>
            <RelativeTime at={notification.sendAt} />
          </Fact>
        )}
        {notification.cancelledAt === null ? null : (
          <Fact label="Cancelled">
            <RelativeTime at={notification.cancelledAt} />
          </Fact>
        )}
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
