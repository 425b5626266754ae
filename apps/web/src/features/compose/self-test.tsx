'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Button } from '@/components/ui/button.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { deliveryStatus } from '@/features/notifications/delivery-words.ts';
import { isPathOpen } from '@/features/notifications/test-path.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const POLL_MS = 700;
/** A device reports within moments, or it is asleep and reports whenever it wakes up. */
const WATCH_MS = 30_000;
/** More devices than a person has by default (REG-17). */
const DEVICES_SHOWN = 30;

/** What becomes of a message that the person sent to their own devices, as it happens. */
export function SelfTest({ notificationId }: { readonly notificationId: string }) {
  const trpc = useTRPC();
  const isWatching = useWatching();
  const { data } = useQuery({
    ...trpc.notifications.deliveries.queryOptions({ id: notificationId, limit: DEVICES_SHOWN }),
    refetchInterval: ({ state }) => {
      const deliveries = state.data?.deliveries ?? [];
      return isWatching && (deliveries.length === 0 || deliveries.some(isPathOpen)) ? POLL_MS : false;
    },
  });
  const deliveries = data?.deliveries;
  if (deliveries?.length === 0 && !isWatching) return <NoDevice />;
  return (
    <section aria-label="Sent to myself" className="rounded-lg border bg-canvas px-3 py-2">
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-medium text-sm">Sent to yourself</h3>
        <Button asChild variant="ghost" size="sm">
          <Link href={`/notifications/${notificationId}`}>Details</Link>
        </Button>
      </div>
      <ul aria-live="polite" className="divide-y">
        {(deliveries ?? []).map((delivery) => {
          const state = deliveryStatus(delivery);
          return (
            <li key={delivery.deviceId} className="flex items-start justify-between gap-3 py-1.5 text-sm">
              <span className="min-w-0">
                <span className="block truncate">
                  {deviceName({
                    name: delivery.deviceName,
                    platform: delivery.platform,
                    model: delivery.deviceModel,
                    userAgent: delivery.deviceUserAgent,
                  })}
                </span>
                <span className="block text-ink-soft text-xs">{delivery.explanation}</span>
              </span>
              <MeaningLabel meaning={state.meaning} word={state.word} className="shrink-0" />
            </li>
          );
        })}
      </ul>
      {deliveries === undefined || deliveries.length === 0 ? (
        <p className="text-ink-soft text-xs">Looking for your devices…</p>
      ) : null}
    </section>
  );
}

/** In the place of an outcome: nothing was sent, and what leads on. */
export function NoDevice() {
  return (
    <p className="rounded-lg border bg-canvas px-3 py-2 text-sm">
      You have no active device, so nothing was sent.{' '}
      <Link href="/devices" className="font-medium text-accent underline underline-offset-4">
        Turn notifications on for this browser
      </Link>{' '}
      first.
    </p>
  );
}

function useWatching(): boolean {
  const [isWatching, setIsWatching] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setIsWatching(false), WATCH_MS);
    return () => clearTimeout(timer);
  }, []);
  return isWatching;
}
