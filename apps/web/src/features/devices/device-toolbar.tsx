'use client';

import { useViewer } from '@/components/frame/viewer.tsx';
import { SearchField } from '@/components/ui/search-field.tsx';
import { SegmentedControl } from '@/components/ui/segmented-control.tsx';
import { Select } from '@/components/ui/select-field.tsx';
import { useSearchText } from '@/components/use-search-text.ts';
import { type DeviceFilters, KIND_FILTERS, STATUS_FILTERS } from '@/features/devices/device-filters.ts';
import { OwnerFilterField } from '@/features/devices/owner-filter.tsx';
import { TagFilter } from '@/features/devices/tag-filter.tsx';

interface DeviceToolbarProps {
  readonly filters: DeviceFilters;
  readonly onChange: (filters: DeviceFilters) => void;
  /** Tags of the devices in sight. */
  readonly tags: readonly string[];
}

/** Search and filters of the list. */
export function DeviceToolbar({ filters, onChange, tags }: DeviceToolbarProps) {
  const { user } = useViewer();
  const search = useSearchText(filters.search, (text) => onChange({ ...filters, search: text }));
  return (
    <search className="mb-3 flex flex-wrap items-start gap-2">
      <SearchField
        label="Search devices"
        placeholder="Name, platform, model, tag"
        value={search.text}
        onType={search.type}
        className="min-w-48 flex-1 sm:max-w-72"
      />
      <TagFilter tag={filters.tag} onChange={(tag) => onChange({ ...filters, tag })} suggestions={tags} />
      <Select
        aria-label="Kind"
        className="w-32"
        options={KIND_FILTERS}
        value={filters.kind}
        onChange={(kind) => onChange({ ...filters, kind })}
      />
      <SegmentedControl
        label="Status"
        options={STATUS_FILTERS}
        value={filters.status}
        onChange={(status) => onChange({ ...filters, status })}
      />
      {user.role === 'admin' ? (
        <OwnerFilterField owner={filters.owner} onChange={(owner) => onChange({ ...filters, owner })} />
      ) : null}
    </search>
  );
}
