'use client';

import { deviceIdSchema } from '@carillon/contracts/ids';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Chips } from '@/components/ui/chips.tsx';
import { Combobox } from '@/components/ui/combobox.tsx';
import { useSettled } from '@/components/use-settled.ts';
import type { Chosen } from '@/features/compose/draft.ts';
import { deviceDetailText, deviceName } from '@/features/devices/device-identity.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const SHOWN = 8;

interface DevicePickerProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: Chosen[]) => void;
  readonly error: string | undefined;
}

/** Devices: the person's own by name, and for administrators any by its id. */
export function DevicePicker({ chosen, onChange, error }: DevicePickerProps) {
  const { user } = useViewer();
  const [search, setSearch] = useState('');
  const { options, failure } = useFoundDevices(search);
  const taken = new Set(chosen.map(({ id }) => id));
  return (
    <div className="grid gap-2">
      <Combobox
        label="Devices"
        placeholder="Name, platform, model, tag"
        hint={user.role === 'admin' ? 'Your own by name; anybody’s by the id on its page.' : undefined}
        error={error}
        search={search}
        onSearch={setSearch}
        options={options?.filter(({ id }) => !taken.has(id))}
        emptyText={failure ?? 'No other active device is called that'}
        onChoose={({ id, label }) => onChange([...chosen, { id, label }])}
      />
      <Chips
        label="Chosen devices"
        chips={chosen}
        onRemove={(removed) => onChange(chosen.filter(({ id }) => id !== removed))}
      />
    </div>
  );
}

function useFoundDevices(search: string) {
  const trpc = useTRPC();
  const settled = useSettled(search.trim());
  const id = deviceIdSchema.safeParse(settled).data;
  const own = useQuery({
    ...trpc.devices.list.queryOptions({
      status: 'active',
      limit: SHOWN,
      ...(settled === '' ? {} : { search: settled }),
    }),
    placeholderData: (previous) => previous,
    enabled: id === undefined,
  });
  const named = useQuery({ ...trpc.devices.get.queryOptions({ id: id ?? '' }), enabled: id !== undefined });
  const query = id === undefined ? own : named;
  const found = id === undefined ? own.data?.devices : named.data === undefined ? undefined : [named.data];
  const options = found?.map((device) => ({
    id: device.id as string,
    label: deviceName(device),
    detail: deviceDetailText(device),
  }));
  // A list of an earlier search must not be chosen from: Enter would take another device.
  const isStale = search.trim() !== settled || query.isPlaceholderData;
  return {
    options: isStale ? undefined : query.isError ? [] : options,
    failure: query.isError ? failureOf(query.error).message : null,
  };
}
