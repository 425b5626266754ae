'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ChevronDown, Inbox } from 'lucide-react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { RowSkeletons } from '@/components/row-skeletons.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { DeliveryTrace } from '@/features/notifications/delivery-trace.tsx';
import { DELIVERY_STATES, deliveryStatus } from '@/features/notifications/delivery-words.ts';
import { DEVICE_DELIVERIES_SHOWN } from '@/features/notifications/page-sizes.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device, DeviceDelivery } from '@/wire/wire-types.ts';

const QUIET_MS = 10_000;
const LIVE_MS = 1_000;
/** A report may follow this long after the push service took a message. */
const REPORT_WINDOW_MS = 60_000;

/** What was sent to a device lately, what became of it and why, with every step behind it. */
export function DeviceDeliveries({ device }: { readonly device: Device }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.devices.deliveries.infiniteQueryOptions(
      { id: device.id, limit: DEVICE_DELIVERIES_SHOWN },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        refetchInterval: ({ state }) =>
          (state.data?.pages[0]?.deliveries ?? []).some(mayChangeSoon) ? LIVE_MS : QUIET_MS,
      },
    ),
  );
  const deliveries = list.data?.pages.flatMap((page) => page.deliveries);
  return (
    <Panel title="Recent deliveries" description="What became of each message, and why">
      {deliveries === undefined ? (
        list.isError ? (
          <FailureNotice title="The deliveries could not be loaded" query={list} />
        ) : (
          <RowSkeletons label="Loading the deliveries" rows={3} title="w-36" detail="w-52" end="h-4 w-20" />
        )
      ) : deliveries.length === 0 ? (
        <Notice
          icon={Inbox}
          title="Nothing was sent to it yet"
          text={
            device.kind === 'agent'
              ? 'Send a test: you see here when the agent has fetched it, and what it made of it.'
              : 'Send a test: you see here how far it gets, and why if it does not arrive.'
          }
        />
      ) : (
        <ul className="divide-y">
          {deliveries.map((delivery) => (
            <DeliveryRow key={delivery.notificationId} delivery={delivery} />
          ))}
        </ul>
      )}
      <ShowMore list={list} className="border-t p-3" />
    </Panel>
  );
}

function mayChangeSoon({ state, acceptedAt }: DeviceDelivery): boolean {
  if (!DELIVERY_STATES[state].isFinal) return true;
  return (
    state === 'accepted' && acceptedAt !== null && Date.now() - Date.parse(acceptedAt) < REPORT_WINDOW_MS
  );
}

/** One message: its outcome at a glance, its whole way when unfolded. */
function DeliveryRow({ delivery }: { readonly delivery: DeviceDelivery }) {
  const state = deliveryStatus(delivery);
  return (
    <li>
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start justify-between gap-3 px-4 py-2.5 hover:bg-sunken/50 [&::-webkit-details-marker]:hidden">
          <div className="min-w-0">
            <p className="truncate font-medium">{delivery.title}</p>
            <p className="text-ink-soft text-xs">{delivery.explanation}</p>
          </div>
          <div className="flex shrink-0 items-start gap-2">
            <div className="grid justify-items-end gap-0.5">
              <MeaningLabel meaning={state.meaning} word={state.word} className="text-sm" />
              <RelativeTime at={delivery.createdAt} className="text-ink-soft text-xs" />
            </div>
            <ChevronDown
              aria-hidden
              className="mt-0.5 size-4 text-ink-faint transition-transform group-open:rotate-180"
            />
          </div>
        </summary>
        <DeliveryTrace
          delivery={delivery}
          link={{ href: `/notifications/${delivery.notificationId}`, label: 'Open the notification' }}
        />
      </details>
    </li>
  );
}
