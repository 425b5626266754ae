'use client';

import { userIdSchema } from '@carillon/contracts/ids';
import { useState } from 'react';
import { Combobox } from '@/components/ui/combobox.tsx';
import { Select } from '@/components/ui/select-field.tsx';
import type { OwnerFilter } from '@/features/devices/device-filters.ts';
import { useFoundPeople } from '@/features/people/use-found-people.ts';
import { usePersonNames } from '@/features/people/use-person-names.ts';

/** `person`: the one who was found; `find`: to look for one. */
type Choice = 'own' | 'all' | 'person' | 'find';

interface OwnerFilterProps {
  readonly owner: OwnerFilter;
  readonly onChange: (owner: OwnerFilter) => void;
}

/** Whose devices are listed; for administrators. */
export function OwnerFilterField({ owner, onChange }: OwnerFilterProps) {
  const [isFinding, setIsFinding] = useState(false);
  const isPerson = owner !== 'own' && owner !== 'all';
  const name = usePersonNames([isPerson ? owner : null]).get(owner);
  const options: ReadonlyArray<{ readonly value: Choice; readonly label: string }> = [
    { value: 'own', label: 'My devices' },
    { value: 'all', label: 'Everybody’s devices' },
    ...(isPerson ? [{ value: 'person', label: `Devices of ${name ?? 'one person'}` } as const] : []),
    { value: 'find', label: isPerson ? 'Somebody else’s…' : 'One person’s…' },
  ];
  const choose = (chosen: Choice) => {
    setIsFinding(chosen === 'find');
    if (chosen === 'own' || chosen === 'all') onChange(chosen);
  };
  return (
    <>
      <Select
        aria-label="Whose devices"
        className="max-sm:w-full sm:w-44"
        options={options}
        value={isFinding ? 'find' : choiceOf(owner)}
        onChange={choose}
      />
      {isFinding ? (
        <FindOwner
          onChoose={(id) => {
            setIsFinding(false);
            onChange(id);
          }}
        />
      ) : null}
    </>
  );
}

function choiceOf(owner: OwnerFilter): Choice {
  if (owner === 'own') return 'own';
  return owner === 'all' ? 'all' : 'person';
}

function FindOwner({ onChoose }: { readonly onChoose: (id: OwnerFilter) => void }) {
  const [search, setSearch] = useState('');
  const { options, failure } = useFoundPeople(search);
  return (
    <div className="w-full sm:max-w-72">
      <Combobox
        label="Person"
        placeholder="Name or email"
        search={search}
        onSearch={setSearch}
        options={options}
        emptyText={failure ?? 'Nobody is called that'}
        onChoose={({ id }) => {
          const chosen = userIdSchema.safeParse(id).data;
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
    </div>
  );
}
