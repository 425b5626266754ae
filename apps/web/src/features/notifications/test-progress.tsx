'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, CircleDashed, LoaderCircle, Minus, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { deviceName } from '@/features/devices/device-identity.ts';
import { DELIVERY_STATES } from '@/features/notifications/delivery-words.ts';
import { isPathOpen, type PathStep, type StepState, testPath } from '@/features/notifications/test-path.ts';
import { durationText } from '@/time/relative-time-text.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

const POLL_MS = 500;
/** A browser reports within moments, or it is asleep and reports whenever it wakes up. */
const WATCH_MS = 30_000;

interface TestProgressProps {
  readonly device: Pick<Device, 'kind' | 'name' | 'platform' | 'userAgent' | 'model'>;
  /** null while the server has not answered yet. */
  readonly notificationId: string | null;
  readonly onDismiss: () => void;
}

/** A test's way to the device, as it happens. */
export function TestProgress({ device, notificationId, onDismiss }: TestProgressProps) {
  const name = deviceName(device);
  const isWatching = useWatching(notificationId);
  const delivery = useTestDelivery(notificationId, isWatching);
  const steps = testPath(delivery, device.kind);
  const isOpen = isPathOpen(delivery) && isWatching;
  const closing = closingText(steps, {
    isOpen,
    detail: delivery?.explanation ?? null,
    kind: device.kind,
  });
  return (
    <div className="relative z-10 rounded-lg border bg-canvas px-3 py-2.5">
      <div className="flex items-start gap-2 sm:items-center">
        <ol
          aria-label={`Test to ${name}`}
          className="flex flex-1 flex-col gap-x-1.5 gap-y-1 sm:flex-row sm:flex-wrap sm:items-center"
        >
          {steps.map((step, index) => (
            <Step key={step.id} step={step} previous={steps[index - 1]} isOpen={isOpen} />
          ))}
        </ol>
        <div className="-my-1 flex items-center gap-1">
          {notificationId === null ? null : (
            <Button asChild variant="ghost" size="sm">
              <Link href={`/notifications/${notificationId}`}>Details</Link>
            </Button>
          )}
          <Button
            variant="ghost"
            size="iconSm"
            aria-label={`Dismiss the test to ${name}`}
            onClick={onDismiss}
          >
            <X aria-hidden />
          </Button>
        </div>
      </div>
      {closing === null ? null : <p className="mt-1.5 text-ink-soft text-xs">{closing}</p>}
      <output className="sr-only">{announcement(name, steps, closing)}</output>
    </div>
  );
}

function useWatching(notificationId: string | null): boolean {
  const [endedId, setEndedId] = useState<string | null>(null);
  useEffect(() => {
    if (notificationId === null) return;
    const timer = setTimeout(() => setEndedId(notificationId), WATCH_MS);
    return () => clearTimeout(timer);
  }, [notificationId]);
  return notificationId === null || endedId !== notificationId;
}

function useTestDelivery(notificationId: string | null, isWatching: boolean) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    ...trpc.notifications.deliveries.queryOptions({ id: notificationId ?? '', limit: 1 }),
    enabled: notificationId !== null,
    refetchInterval: (query) => (isWatching && isPathOpen(query.state.data?.deliveries[0]) ? POLL_MS : false),
  });
  const delivery = data?.deliveries[0];
  const state = delivery?.state;
  useEffect(() => {
    // An outcome changes what the device's own entry says.
    if (state !== undefined && DELIVERY_STATES[state].isFinal) {
      void queryClient.invalidateQueries(trpc.devices.pathFilter());
    }
  }, [state, queryClient, trpc]);
  return delivery;
}

const ICONS = { done: Check, current: LoaderCircle, ahead: CircleDashed, failed: X, skipped: Minus } as const;
const LOOKS: Record<StepState, string> = {
  done: 'text-working',
  current: 'text-waiting',
  ahead: 'text-ink-faint',
  failed: 'text-attention',
  skipped: 'text-ink-faint',
};
const SPOKEN: Record<StepState, string> = {
  done: 'done',
  current: 'waiting',
  ahead: 'not yet',
  failed: 'did not happen',
  skipped: 'did not happen',
};

interface StepProps {
  readonly step: PathStep;
  readonly previous: PathStep | undefined;
  readonly isOpen: boolean;
}

function Step({ step, previous, isOpen }: StepProps) {
  const state = step.state === 'current' && !isOpen ? 'ahead' : step.state;
  const Icon = ICONS[state];
  const elapsedMs =
    step.at === null || previous?.at == null
      ? null
      : Math.max(0, Date.parse(step.at) - Date.parse(previous.at));
  return (
    <li className="flex items-center gap-1.5">
      {previous === undefined ? null : (
        <span aria-hidden className="hidden h-px w-5 bg-line-strong/60 sm:block" />
      )}
      <Icon
        aria-hidden
        className={cn('size-4 shrink-0', LOOKS[state], state === 'current' && 'animate-spin')}
      />
      <span
        className={cn('text-sm', state === 'done' || state === 'current' ? 'font-medium' : 'text-ink-soft')}
      >
        {step.label}
        <span className="sr-only">: {SPOKEN[state]}</span>
      </span>
      {elapsedMs === null ? null : (
        <span className="whitespace-nowrap text-ink-faint text-xs tabular-nums">
          {durationText(elapsedMs)}
        </span>
      )}
    </li>
  );
}

function closingText(
  steps: readonly PathStep[],
  {
    isOpen,
    detail,
    kind,
  }: { readonly isOpen: boolean; readonly detail: string | null; readonly kind: Device['kind'] },
): string | null {
  if (steps.some(({ state }) => state === 'failed')) return detail ?? 'It was not sent.';
  const isDisplayed = steps.at(-1)?.state === 'done';
  if (isOpen || isDisplayed) return null;
  if (kind === 'agent' && steps[1]?.state === 'done') {
    return 'It waits in the inbox. The agent gets it when it asks for messages; its page shows when that was.';
  }
  return steps[2]?.state === 'done'
    ? 'The push service has it. The device has not reported back: it may be asleep, or its notifications blocked by the system.'
    : 'It is still on its way. Its page shows how it goes on.';
}

/** What a screen reader is told: the newest step alone. */
function announcement(name: string, steps: readonly PathStep[], closing: string | null): string {
  const latest = steps.findLast(({ state }) => state === 'done');
  return `Test to ${name}: ${latest?.label ?? 'asking the server'}. ${closing ?? ''}`;
}
