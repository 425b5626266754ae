'use client';

import { useState } from 'react';
import { Chips } from '@/components/ui/chips.tsx';
import { Combobox } from '@/components/ui/combobox.tsx';
import type { Chosen } from '@/features/compose/draft.ts';
import { useFoundPeople } from '@/features/people/use-found-people.ts';

interface PeoplePickerProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: Chosen[]) => void;
  readonly error?: string | undefined;
}

/** People of this server, found by name or email; for administrators. */
export function PeoplePicker({ chosen, onChange, error }: PeoplePickerProps) {
  const [search, setSearch] = useState('');
  const { options, failure } = useFoundPeople(search);
  const taken = new Set(chosen.map(({ id }) => id));
  return (
    <div className="grid gap-2">
      <Combobox
        label="People"
        placeholder="Name or email"
        hint="Each gets it on all of their devices."
        error={error}
        search={search}
        onSearch={setSearch}
        options={options?.filter(({ id }) => !taken.has(id))}
        emptyText={failure ?? 'Nobody else is called that'}
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
