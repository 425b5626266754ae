'use client';

import { ChevronDown } from 'lucide-react';
import { MeaningLabel } from '@/components/meaning.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { DeliveryTrace } from '@/features/notifications/delivery-trace.tsx';
import { deliveryStatus } from '@/features/notifications/delivery-words.ts';
import type { Delivery } from '@/wire/wire-types.ts';

interface DeliveryStoryProps {
  readonly delivery: Delivery;
  /** The only device: its story is told at once. */
  readonly isAlone: boolean;
}

/** One device's outcome, and how it came to it, step by step. */
export function DeliveryStory({ delivery, isAlone }: DeliveryStoryProps) {
  const state = deliveryStatus(delivery);
  const name = deviceName({
    name: delivery.deviceName,
    platform: delivery.platform,
    model: delivery.deviceModel,
    userAgent: delivery.deviceUserAgent,
  });
  return (
    <li>
      <details open={isAlone} className="group">
        <summary className="flex cursor-pointer list-none items-center justify-between gap-3 px-4 py-2.5 hover:bg-sunken/50 [&::-webkit-details-marker]:hidden">
          <div className="min-w-0">
            <p className="truncate font-medium">{name}</p>
            <p className="text-ink-soft text-xs">{delivery.explanation}</p>
          </div>
          <span className="flex shrink-0 items-center gap-3">
            <MeaningLabel meaning={state.meaning} word={state.word} className="text-sm" />
            <ChevronDown
              aria-hidden
              className="size-4 text-ink-faint transition-transform group-open:rotate-180"
            />
          </span>
        </summary>
        <DeliveryTrace
          delivery={delivery}
          link={{ href: `/devices/${delivery.deviceId}`, label: 'Open the device' }}
        />
      </details>
    </li>
  );
}
