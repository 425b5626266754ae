'use client';

import Link from 'next/link';
import { MeaningIcon } from '@/components/meaning.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { EVENT_MEANINGS } from '@/features/notifications/delivery-words.ts';
import { ClockTime } from '@/time/exact-time.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import { durationText } from '@/time/relative-time-text.ts';
import type { Delivery, DeliveryEvent } from '@/wire/wire-types.ts';

interface DeliveryTraceProps {
  readonly delivery: Delivery;
  /** Where the other side of the delivery is shown. */
  readonly link: { readonly href: string; readonly label: string };
}

/** How a delivery came to its outcome, step by step. */
export function DeliveryTrace({ delivery, link }: DeliveryTraceProps) {
  const { events } = delivery;
  return (
    <div className="px-4 pt-1 pb-4">
      <ol className="relative">
        {events.map((event, index) => (
          <Step key={`${event.at} ${event.kind}`} event={event} isLast={index === events.length - 1} />
        ))}
      </ol>
      {delivery.nextAttemptAt !== null && delivery.state === 'pending' && delivery.attempts > 0 ? (
        <p className="mt-1 pl-7 text-ink-soft text-xs">
          Next attempt <RelativeTime at={delivery.nextAttemptAt} />
        </p>
      ) : null}
      <p className="mt-2 flex flex-wrap gap-x-4 pl-7 text-ink-soft text-xs">
        <Link href={link.href} className="font-medium text-accent underline-offset-4 hover:underline">
          {link.label}
        </Link>
        {delivery.providerMessageId === null ? null : (
          <span className="[overflow-wrap:anywhere]">
            Push service’s id <code className="font-mono">{delivery.providerMessageId}</code>
          </span>
        )}
      </p>
    </div>
  );
}

function Step({ event, isLast }: { readonly event: DeliveryEvent; readonly isLast: boolean }) {
  const meaning = EVENT_MEANINGS[event.kind];
  const facts = [
    event.attempt === null || event.attempt < 2 ? null : `attempt ${event.attempt}`,
    event.durationMs === null ? null : durationText(event.durationMs),
  ].filter((fact) => fact !== null);
  return (
    <li className={cn('relative flex gap-3 pb-3', isLast && 'pb-1')}>
      {isLast ? null : <span aria-hidden className="absolute top-5 bottom-0 left-[7.5px] w-px bg-line" />}
      {meaning === 'waiting' && !isLast ? (
        <span aria-hidden className="grid h-5 w-4 shrink-0 place-items-center">
          <span className="size-1.5 rounded-full bg-line-strong" />
        </span>
      ) : (
        <MeaningIcon meaning={meaning} className="mt-0.5" />
      )}
      <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] gap-x-3">
        <p className="min-w-0 text-sm [overflow-wrap:anywhere]">
          {event.detail}
          {facts.length === 0 ? null : <span className="text-ink-soft text-xs"> {facts.join(', ')}</span>}
        </p>
        <ClockTime at={event.at} className="font-mono text-ink-soft text-xs leading-5" />
      </div>
    </li>
  );
}
