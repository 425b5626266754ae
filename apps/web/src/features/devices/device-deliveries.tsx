'use client';

import { useQuery } from '@tanstack/react-query';
import { Inbox } from 'lucide-react';
import Link from 'next/link';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { DELIVERY_STATES, deliverySentence, isLive } from '@/features/notifications/delivery-words.ts';
import { DEVICE_DELIVERIES_SHOWN } from '@/features/notifications/page-sizes.ts';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device, Notification } from '@/wire/wire-types.ts';

const REFRESH_MS = 5_000;
const LIVE_MS = 1_000;

/** What was sent to a device lately, and what became of it. */
export function DeviceDeliveries({ device }: { readonly device: Device }) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.notifications.list.queryOptions(
      { deviceId: device.id, limit: DEVICE_DELIVERIES_SHOWN },
      { refetchInterval: REFRESH_MS },
    ),
  );
  return (
    <Panel
      title="Recent deliveries"
      description={`The last ${DEVICE_DELIVERIES_SHOWN} messages for this device`}
    >
      {query.data === undefined ? (
        query.isError ? (
          <FailureNotice title="The deliveries could not be loaded" query={query} />
        ) : (
          <RowSkeletons />
        )
      ) : query.data.notifications.length === 0 ? (
        <Notice
          icon={Inbox}
          title="Nothing was sent to it yet"
          text="Send a test: you see here how far it gets, and why if it does not arrive."
        />
      ) : (
        <ul className="divide-y">
          {query.data.notifications.map((notification) => (
            <DeliveryRow key={notification.id} notification={notification} deviceId={device.id} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface DeliveryRowProps {
  readonly notification: Notification;
  readonly deviceId: Device['id'];
}

/** One message and what became of it on this device. The calls of all rows travel together. */
function DeliveryRow({ notification, deviceId }: DeliveryRowProps) {
  const trpc = useTRPC();
  const { now } = useNow();
  const { data } = useQuery(
    trpc.notifications.deliveries.queryOptions(
      { id: notification.id, deviceId, limit: 1 },
      { refetchInterval: isLive(notification, now) ? LIVE_MS : false },
    ),
  );
  const delivery = data?.deliveries[0];
  const state = delivery === undefined ? null : DELIVERY_STATES[delivery.state];
  return (
    <li className="relative flex items-start justify-between gap-3 px-4 py-2.5 hover:bg-sunken/50">
      <div className="min-w-0">
        <Link href={`/notifications/${notification.id}`} className="row-link block truncate font-medium">
          {notification.title}
        </Link>
        {delivery === undefined ? (
          <Skeleton className="mt-1 h-3.5 w-48" />
        ) : (
          <p className="text-ink-soft text-xs">{deliverySentence(delivery)}</p>
        )}
      </div>
      <div className="grid shrink-0 justify-items-end gap-0.5">
        {state === null ? (
          <Skeleton className="h-5 w-20" />
        ) : (
          <MeaningLabel meaning={state.meaning} word={state.word} className="text-sm" />
        )}
        <RelativeTime at={notification.createdAt} className="text-ink-soft text-xs" />
      </div>
    </li>
  );
}

function RowSkeletons() {
  return (
    <div role="status" className="divide-y">
      <span className="sr-only">Loading the deliveries</span>
      {['a', 'b', 'c'].map((key) => (
        <div key={key} className="flex justify-between px-4 py-3">
          <div className="grid gap-1.5">
            <Skeleton className="h-4 w-36" />
            <Skeleton className="h-3 w-52" />
          </div>
          <Skeleton className="h-4 w-20" />
        </div>
      ))}
    </div>
  );
}
