'use client';

import { MonitorSmartphone, SearchX } from 'lucide-react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Notice } from '@/components/notice.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { type DeviceFilters, NO_FILTERS } from '@/features/devices/device-filters.ts';
import { DeviceRow, DeviceRowSkeleton, ROW_GRID } from '@/features/devices/device-row.tsx';
import { DeviceToolbar } from '@/features/devices/device-toolbar.tsx';
import { useDeviceFilters } from '@/features/devices/use-device-filters.ts';
import { useDeviceList } from '@/features/devices/use-device-list.ts';

const SKELETON_ROWS = 4;

/** The list of devices with its filters, in every state: loading, failed, empty, filtered to nothing, filled. */
export function DeviceList() {
  const [filters, setFilters] = useDeviceFilters();
  const { list, devices, installationId } = useDeviceList(filters);
  return (
    <section aria-label="Devices">
      <DeviceToolbar filters={filters} onChange={setFilters} />
      <div className="rounded-xl border bg-surface shadow-xs">
        {devices === undefined ? (
          list.isError ? (
            <FailureNotice title="The devices could not be loaded" query={list} />
          ) : (
            <DeviceListSkeleton />
          )
        ) : devices.length === 0 ? (
          <NoDevices filters={filters} onClear={() => setFilters(NO_FILTERS)} />
        ) : (
          <>
            <ListHead />
            <ul aria-busy={list.isPlaceholderData} className={cn(list.isPlaceholderData && 'opacity-60')}>
              {devices.map((device) => (
                <DeviceRow
                  key={device.id}
                  device={device}
                  isThisBrowser={device.deviceId === installationId}
                />
              ))}
            </ul>
          </>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

/** Heads for the eye; each cell says its own name to screen readers. */
function ListHead() {
  return (
    <div aria-hidden className="hidden border-b px-4 py-2 font-medium text-ink-faint text-xs md:block">
      <div className={ROW_GRID}>
        <span>Device</span>
        <span>Status</span>
        <span className="hidden lg:block">Last seen</span>
        <span className="hidden lg:block">Last delivered</span>
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
      <ListHead />
      <ul aria-hidden>
        {Array.from({ length: SKELETON_ROWS }, (_, index) => `row ${index}`).map((key) => (
          <DeviceRowSkeleton key={key} />
        ))}
      </ul>
    </>
  );
}

function NoDevices({ filters, onClear }: { readonly filters: DeviceFilters; readonly onClear: () => void }) {
  if (filters.search === '' && filters.status === 'all') {
    return (
      <Notice
        icon={MonitorSmartphone}
        title="No devices yet"
        text="Turn on notifications on this browser, above: it becomes your first device. Apps appear here once somebody signs in with them."
      />
    );
  }
  const text =
    filters.search === ''
      ? filters.status === 'revoked'
        ? 'Nothing was revoked. Revoked devices stay listed here with their history.'
        : 'None of your devices is active.'
      : `Nothing matches “${filters.search}”${filters.status === 'all' ? '' : ` among ${filters.status} devices`}.`;
  return (
    <Notice icon={SearchX} title="No such devices" text={text}>
      <Button onClick={onClear}>Show all devices</Button>
    </Notice>
  );
}
