'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Chips } from '@/components/ui/chips.tsx';
import { Combobox } from '@/components/ui/combobox.tsx';
import { useSettled } from '@/components/use-settled.ts';
import type { Chosen } from '@/features/compose/draft.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const SHOWN = 8;

interface PeoplePickerProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: Chosen[]) => void;
  readonly error?: string | undefined;
}

/** People of this server, found by name or email; for administrators. */
export function PeoplePicker({ chosen, onChange, error }: PeoplePickerProps) {
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim());
  const query = useQuery({
    ...trpc.users.list.queryOptions({ limit: SHOWN, ...(settled === '' ? {} : { search: settled }) }),
    placeholderData: (previous) => previous,
  });
  // A list of an earlier search must not be chosen from: Enter would take somebody else.
  const isStale = search.trim() !== settled || query.isPlaceholderData;
  const taken = new Set(chosen.map(({ id }) => id));
  const options = query.data?.users
    .filter(({ id }) => !taken.has(id))
    .map(({ id, email, name, devices }) => ({
      id: id as string,
      label: name === null || name === '' ? email : name,
      detail: `${name === null || name === '' ? '' : `${email} · `}${devicesText(devices)}`,
    }));
  return (
    <div className="grid gap-2">
      <Combobox
        label="People"
        placeholder="Name or email"
        hint="Each gets it on all of their devices."
        error={error}
        search={search}
        onSearch={setSearch}
        options={isStale ? undefined : query.isError ? [] : options}
        emptyText={query.isError ? failureOf(query.error).message : 'Nobody else is called that'}
        onChoose={({ id, label }) => onChange([...chosen, { id, label }])}
      />
      <Chips
        label="Chosen people"
        chips={chosen}
        onRemove={(removed) => onChange(chosen.filter(({ id }) => id !== removed))}
      />
    </div>
  );
}
