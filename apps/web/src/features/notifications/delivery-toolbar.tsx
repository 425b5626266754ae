'use client';

import { SearchField } from '@/components/ui/search-field.tsx';
import { Select } from '@/components/ui/select-field.tsx';
import { useSearchText } from '@/components/use-search-text.ts';
import { type DeliveryFilter, stateChoices } from '@/features/notifications/delivery-filter.ts';
import type { Notification } from '@/wire/wire-types.ts';

interface DeliveryToolbarProps {
  readonly counts: Notification['counts'];
  readonly filter: DeliveryFilter;
  readonly onChange: (filter: DeliveryFilter) => void;
}

/** Finds one device among all that a notification went to, and those in one state. */
export function DeliveryToolbar({ counts, filter, onChange }: DeliveryToolbarProps) {
  const search = useSearchText(filter.search, (text) => onChange({ ...filter, search: text }));
  return (
    <search className="flex flex-wrap gap-2 border-b p-3">
      <Select
        aria-label="State"
        className="w-44 max-sm:w-full"
        options={stateChoices(counts, filter.state)}
        value={filter.state}
        onChange={(state) => onChange({ search: search.text.trim(), state })}
      />
      <SearchField
        label="Search its devices"
        placeholder="Name, model, browser"
        value={search.text}
        onType={search.type}
        className="min-w-44 flex-1"
      />
    </search>
  );
}
