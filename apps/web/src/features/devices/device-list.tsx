'use client';

import { Bot, Eye, MonitorSmartphone, SearchX } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, type RefObject, useRef } from 'react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PAIRING } from '@/components/frame/sections.ts';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Notice } from '@/components/notice.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { BulkBar } from '@/features/devices/bulk-bar.tsx';
import {
  type DeviceFilters,
  filtersToHref,
  isNarrowed,
  NO_FILTERS,
  noMatchText,
  type OwnerFilter,
} from '@/features/devices/device-filters.ts';
import { DeviceRow, DeviceRowSkeleton, rowGrid } from '@/features/devices/device-row.tsx';
import { DeviceToolbar } from '@/features/devices/device-toolbar.tsx';
import { SELECTION_MAX } from '@/features/devices/selection.ts';
import { SelectionBox } from '@/features/devices/selection-box.tsx';
import { tagsOf } from '@/features/devices/tag-list.ts';
import { useDeviceFilters } from '@/features/devices/use-device-filters.ts';
import { useDeviceList } from '@/features/devices/use-device-list.ts';
import { type DeviceSelection, useSelection } from '@/features/devices/use-selection.ts';
import { PersonLabel } from '@/features/people/person-label.tsx';

const SKELETON_ROWS = 4;

/**
 * The list of devices with its filters, in every state: loading, failed, empty, filtered to nothing, filled.
 * `thisBrowser` stands above one's own, and not above those of others.
 */
export function DeviceList({ thisBrowser }: { readonly thisBrowser: ReactNode }) {
  const [filters, setFilters] = useDeviceFilters();
  const { list, devices, installationId } = useDeviceList(filters);
  const { user } = useViewer();
  const box = useRef<HTMLDivElement>(null);
  // Only their owner can rename or revoke them.
  const own = (devices ?? []).filter(({ userId }) => userId === user.id);
  const selection = useSelection(own, filtersToHref(filters));
  return (
    <>
      {filters.owner === 'own' ? <div className="mb-5">{thisBrowser}</div> : null}
      <section aria-label="Devices">
        <DeviceToolbar filters={filters} onChange={setFilters} tags={tagsOf(devices ?? [])} />
        {filters.owner === 'own' ? null : <ForeignNote owner={filters.owner} />}
        <div className="rounded-xl border bg-surface shadow-xs">
          {devices === undefined ? (
            list.isError ? (
              <FailureNotice title="The devices could not be loaded" query={list} />
            ) : (
              <DeviceListSkeleton />
            )
          ) : devices.length === 0 ? (
            <NoDevices
              filters={filters}
              onClear={() => setFilters({ ...NO_FILTERS, owner: filters.owner })}
            />
          ) : (
            <>
              <ListHead selection={selection} boxRef={box} hasOwner={filters.owner === 'all'} />
              <ul aria-busy={list.isPlaceholderData} className={cn(list.isPlaceholderData && 'opacity-60')}>
                {devices.map((device) => (
                  <DeviceRow
                    key={device.id}
                    device={device}
                    isThisBrowser={device.userId === user.id && device.deviceId === installationId}
                    hasOwner={filters.owner === 'all'}
                    selection={selection}
                    onTag={(tag) => setFilters({ ...filters, tag })}
                  />
                ))}
              </ul>
            </>
          )}
        </div>
        <ShowMore list={list} className="mt-3" />
        <BulkBar selection={selection} returnTo={box} />
      </section>
    </>
  );
}

/** What an administrator can and cannot do with what others own. */
function ForeignNote({ owner }: { readonly owner: OwnerFilter }) {
  return (
    <p className="mb-3 flex items-start gap-2 rounded-lg bg-sunken px-3 py-2.5 text-ink-soft text-sm">
      <Eye aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {owner === 'all' ? (
          'You see everybody’s devices as an administrator.'
        ) : (
          <>
            You see the devices of <PersonLabel id={owner} /> as an administrator.
          </>
        )}{' '}
        You can look and send tests; only their owner can rename, tag, mute or revoke them.
      </span>
    </p>
  );
}

interface ListHeadProps {
  readonly selection: DeviceSelection;
  readonly boxRef: RefObject<HTMLDivElement | null>;
  readonly hasOwner: boolean;
}

/** The box that ticks everything, and heads for the eye; each cell says its own name to screen readers. */
function ListHead({ selection, boxRef, hasOwner }: ListHeadProps) {
  const { chosen, listed } = selection;
  const isAll = listed > 0 && chosen.length === Math.min(listed, SELECTION_MAX);
  return (
    <div className="flex items-center gap-2 border-b px-3 py-2 font-medium text-ink-faint text-xs sm:px-4">
      <div ref={boxRef} className="contents">
        {listed === 0 ? (
          <span className="-ml-2 w-9 max-md:hidden" />
        ) : (
          <SelectionBox
            label="Select all listed devices"
            isChosen={isAll}
            isPartly={chosen.length > 0 && !isAll}
            onChange={({ isChosen }) => (isChosen ? selection.chooseAll() : selection.clear())}
          />
        )}
      </div>
      <span aria-hidden className="md:hidden">
        {listed === 0 ? 'Devices' : 'Select all'}
      </span>
      <div aria-hidden className={cn(rowGrid(hasOwner), 'hidden flex-1 md:grid')}>
        <span>Device</span>
        <span>Status</span>
        {hasOwner ? <span>Owner</span> : null}
        <span className="hidden lg:block">Last seen</span>
        <span className={cn('hidden', !hasOwner && 'lg:block')}>Last delivered</span>
        <span className="w-8.5" />
      </div>
    </div>
  );
}

export function DeviceListSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the devices
      </p>
      <div className="h-9.5 border-b" />
      <ul aria-hidden>
        {Array.from({ length: SKELETON_ROWS }, (_, index) => `row ${index}`).map((key) => (
          <DeviceRowSkeleton key={key} />
        ))}
      </ul>
    </>
  );
}

function NoDevices({ filters, onClear }: { readonly filters: DeviceFilters; readonly onClear: () => void }) {
  if (!isNarrowed(filters)) {
    return filters.owner === 'own' ? (
      <Notice
        icon={MonitorSmartphone}
        title="No devices yet"
        text="Turn on notifications on this browser, above: it becomes your first device. Or pair a phone’s app, or create an agent for a program."
      >
        <Button asChild>
          <Link href={PAIRING.href}>
            <PAIRING.icon aria-hidden />
            Pair a phone
          </Link>
        </Button>
        <Button asChild>
          <Link href="/devices?new=agent">
            <Bot aria-hidden />
            Create an agent
          </Link>
        </Button>
      </Notice>
    ) : (
      <Notice icon={MonitorSmartphone} title="No devices" text="Nothing was registered yet." />
    );
  }
  return (
    <Notice icon={SearchX} title="No such devices" text={noMatchText(filters)}>
      <Button onClick={onClear}>Show all devices</Button>
    </Notice>
  );
}
