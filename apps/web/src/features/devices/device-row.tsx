'use client';

import Link from 'next/link';
import { useRef, useState } from 'react';
import { MeaningLabel } from '@/components/meaning.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { DeviceIcon } from '@/features/devices/device-icon.tsx';
import {
  deviceDetailText,
  deviceName,
  lastDeliveredAt,
  lastSeenAt,
} from '@/features/devices/device-identity.ts';
import { DeviceMenu } from '@/features/devices/device-menu.tsx';
import { RenameField } from '@/features/devices/device-name.tsx';
import { deviceStatus } from '@/features/devices/device-status.ts';
import { DeviceTags } from '@/features/devices/device-tags.tsx';
import { SelectionBox } from '@/features/devices/selection-box.tsx';
import { ThisBrowserBadge } from '@/features/devices/this-browser-badge.tsx';
import { useIsOwn } from '@/features/devices/use-is-own.ts';
import type { DeviceSelection } from '@/features/devices/use-selection.ts';
import { useTestSend } from '@/features/devices/use-test-send.ts';
import { TestProgress } from '@/features/notifications/test-progress.tsx';
import { PersonLabel } from '@/features/people/person-label.tsx';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { Device } from '@/wire/wire-types.ts';

const GRID = 'grid min-w-0 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4';

/** Shared by the rows, their heads and their skeletons. */
export function rowGrid(hasOwner: boolean): string {
  return hasOwner
    ? `${GRID} md:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,3fr)_auto] lg:grid-cols-[minmax(0,5fr)_minmax(0,4fr)_minmax(0,3fr)_6.5rem_auto]`
    : `${GRID} md:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_auto] lg:grid-cols-[minmax(0,5fr)_minmax(0,5fr)_6.5rem_6.5rem_auto]`;
}

interface DeviceRowProps {
  readonly device: Device;
  readonly isThisBrowser: boolean;
  /** The list holds devices of several people. */
  readonly hasOwner: boolean;
  readonly selection: DeviceSelection;
  readonly onTag: (tag: string) => void;
}

export function DeviceRow({ device, isThisBrowser, hasOwner, selection, onTag }: DeviceRowProps) {
  const isOwn = useIsOwn(device);
  const { now, timeZone } = useNow();
  const [isRenaming, setIsRenaming] = useState(false);
  const menu = useRef<HTMLButtonElement>(null);
  const testSend = useTestSend(device);
  const status = deviceStatus(device, now, timeZone);
  const isRevoked = device.status === 'revoked';
  const isChosen = selection.has(device);
  const seenAt = lastSeenAt(device);
  const endRename = () => {
    setIsRenaming(false);
    menu.current?.focus();
  };
  return (
    <li
      className={cn(
        'relative border-b px-3 py-2.5 last:rounded-b-xl last:border-b-0 hover:bg-sunken/50 sm:px-4',
        isChosen && 'bg-accent-soft/60 hover:bg-accent-soft',
      )}
    >
      <div className="flex items-center gap-2">
        {isOwn ? (
          <SelectionBox
            label={`Select ${deviceName(device)}`}
            isChosen={isChosen}
            onChange={(change) => selection.toggle(device, change)}
          />
        ) : selection.listed > 0 ? (
          <span className="-ml-2 w-9 shrink-0" />
        ) : null}
        <div className={cn(rowGrid(hasOwner), 'flex-1')}>
          <div className="flex min-w-0 items-center gap-3">
            <DeviceIcon device={device} isMuted={isRevoked} />
            <div className="min-w-0 flex-1">
              {isRenaming ? (
                <RenameField device={device} onDone={endRename} />
              ) : (
                <div className="flex min-w-0 items-center gap-2">
                  <Link
                    href={`/devices/${device.id}`}
                    className={cn('row-link truncate font-medium', isRevoked && 'text-ink-soft')}
                  >
                    {deviceName(device)}
                  </Link>
                  {isThisBrowser ? <ThisBrowserBadge /> : null}
                </div>
              )}
              <DeviceSubtitle device={device} onTag={onTag} />
              <p className="mt-1 flex flex-wrap items-center gap-x-2 text-ink-soft text-xs md:hidden">
                <MeaningLabel meaning={status.meaning} word={status.word} />
                {seenAt === null ? null : (
                  <span>
                    seen <RelativeTime at={seenAt} />
                  </span>
                )}
                {hasOwner ? (
                  <span>
                    of <PersonLabel id={device.userId} />
                  </span>
                ) : null}
              </p>
            </div>
          </div>
          <div className="hidden min-w-0 md:block">
            <MeaningLabel meaning={status.meaning} word={status.word} className="text-sm" />
            <p className="line-clamp-2 text-ink-soft text-xs" title={status.reason}>
              {status.reason}
            </p>
          </div>
          {hasOwner ? (
            <p className="hidden truncate text-ink-soft text-sm md:block">
              <span className="sr-only">Owner: </span>
              <PersonLabel id={device.userId} />
            </p>
          ) : null}
          <TimeCell label="Last seen" at={seenAt} />
          {hasOwner ? null : <TimeCell label="Last delivered" at={lastDeliveredAt(device)} />}
          <DeviceMenu
            device={device}
            triggerRef={menu}
            hasOpenItem
            onRename={() => setIsRenaming(true)}
            onTest={testSend.start}
          />
        </div>
      </div>
      {status.meaning === 'attention' ? (
        <p className="mt-1 pl-12 text-ink-soft text-xs md:hidden">{status.reason}</p>
      ) : null}
      {testSend.isShown ? (
        <div className="mt-2.5">
          <TestProgress
            device={device}
            notificationId={testSend.notificationId}
            onDismiss={() => {
              testSend.dismiss();
              menu.current?.focus();
            }}
          />
        </div>
      ) : null}
    </li>
  );
}

interface DeviceSubtitleProps {
  readonly device: Device;
  readonly onTag: (tag: string) => void;
}

function DeviceSubtitle({ device, onTag }: DeviceSubtitleProps) {
  const detail = deviceDetailText(device);
  if (detail === '' && device.tags.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft text-xs">
      {detail === '' ? null : <span className="truncate">{detail}</span>}
      <DeviceTags tags={device.tags} onChoose={onTag} />
    </div>
  );
}

function TimeCell({ label, at }: { readonly label: string; readonly at: string | null }) {
  return (
    <p className="hidden text-ink-soft text-sm tabular-nums lg:block">
      <span className="sr-only">{label}: </span>
      {at === null ? <span className="text-ink-faint">never</span> : <RelativeTime at={at} />}
    </p>
  );
}

/** The place of a row while the list loads. */
export function DeviceRowSkeleton() {
  return (
    <li className="border-b px-3 py-2.5 last:border-b-0 sm:px-4">
      <div className={cn(rowGrid(false), 'h-10')}>
        <div className="flex items-center gap-3">
          <Skeleton className="size-9 rounded-lg" />
          <div className="grid gap-1.5">
            <Skeleton className="h-4 w-32" />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
        <div className="hidden gap-1.5 md:grid">
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-3 w-40" />
        </div>
        <Skeleton className="hidden h-4 w-16 lg:block" />
        <Skeleton className="hidden h-4 w-16 lg:block" />
        <Skeleton className="size-7" />
      </div>
    </li>
  );
}
