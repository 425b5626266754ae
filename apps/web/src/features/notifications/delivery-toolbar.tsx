'use client';

import { Search } from 'lucide-react';
import { Input } from '@/components/ui/input.tsx';
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
      <div className="relative min-w-44 flex-1">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
        />
        <Input
          type="search"
          aria-label="Search its devices"
          placeholder="Name, model, browser"
          className="pl-8"
          value={search.text}
          onChange={(event) => search.type(event.target.value)}
        />
      </div>
    </search>
  );
}
