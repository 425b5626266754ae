'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Chips } from '@/components/ui/chips.tsx';
import { Combobox } from '@/components/ui/combobox.tsx';
import { Field } from '@/components/ui/field.tsx';
import { SelectField } from '@/components/ui/select-field.tsx';
import { useSettled } from '@/components/use-settled.ts';
import { type AuditFilters, fieldText, momentOf } from '@/features/audit/audit-filters.ts';
import { actionChoices } from '@/features/audit/audit-words.ts';
import { userName } from '@/features/users/user-words.ts';
import { useNow } from '@/time/now.tsx';
import { useTRPC } from '@/wire/trpc.tsx';

const PEOPLE_SHOWN = 8;

interface AuditToolbarProps {
  readonly filters: AuditFilters;
  readonly onChange: (filters: AuditFilters) => void;
}

/** What the log is narrowed to: what, who, when, and by a row's own buttons also to one target. */
export function AuditToolbar({ filters, onChange }: AuditToolbarProps) {
  return (
    <search className="mb-3 grid gap-3">
      <div className="grid grid-cols-2 items-start gap-3 max-sm:*:nth-[n+3]:col-span-2 lg:grid-cols-4">
        <SelectField
          label="What"
          options={actionChoices(filters.action)}
          value={filters.action}
          onChange={(action) => onChange({ ...filters, action })}
        />
        <WhoField onChoose={(user) => onChange({ ...filters, user })} />
        <MomentField label="From" at={filters.from} onChange={(from) => onChange({ ...filters, from })} />
        <MomentField label="Until" at={filters.to} onChange={(to) => onChange({ ...filters, to })} />
      </div>
      <FilterChips filters={filters} onChange={onChange} />
    </search>
  );
}

function WhoField({ onChoose }: { readonly onChoose: (user: AuditFilters['user']) => void }) {
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const settled = useSettled(search.trim());
  const query = useQuery({
    ...trpc.users.list.queryOptions({ limit: PEOPLE_SHOWN, ...(settled === '' ? {} : { search: settled }) }),
    placeholderData: (previous) => previous,
  });
  // A list of an earlier search must not be chosen from: Enter would take somebody else.
  const isStale = search.trim() !== settled || query.isPlaceholderData;
  const users = query.data?.users ?? [];
  return (
    <Combobox
      label="Who"
      placeholder="Anybody"
      search={search}
      onSearch={setSearch}
      options={
        isStale
          ? undefined
          : users.map((user) => ({
              id: user.id,
              label: userName(user),
              detail: userName(user) === user.email ? '' : user.email,
            }))
      }
      emptyText={query.isError ? 'The users could not be loaded' : 'Nobody is called that'}
      onChoose={({ id }) => onChoose(users.find((user) => user.id === id)?.id ?? null)}
    />
  );
}

interface MomentFieldProps {
  readonly label: string;
  readonly at: string | null;
  readonly onChange: (at: string | null) => void;
}

function MomentField({ label, at, onChange }: MomentFieldProps) {
  const { timeZone } = useNow();
  // While a year is typed the field passes through times that mean nothing yet: they stay here.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field
      label={label}
      type="datetime-local"
      max="9999-12-31T23:59"
      value={typed ?? fieldText(at, timeZone)}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        const moment = momentOf(text);
        if (moment !== null || text === '') onChange(moment);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

function FilterChips({ filters, onChange }: AuditToolbarProps) {
  const trpc = useTRPC();
  const user = useQuery({
    ...trpc.users.get.queryOptions({ id: filters.user as NonNullable<AuditFilters['user']> }),
    enabled: filters.user !== null,
    retry: false,
  });
  const name = user.data === undefined ? filters.user : userName(user.data);
  const chips = [
    filters.user === null ? null : { id: 'user', label: `Done by ${name}` },
    filters.target === '' ? null : { id: 'target', label: `Happened to ${filters.target}` },
  ].filter((chip) => chip !== null);
  return (
    <Chips
      label="Narrowed to"
      chips={chips}
      onRemove={(id) => onChange({ ...filters, ...(id === 'user' ? { user: null } : { target: '' }) })}
    />
  );
}
