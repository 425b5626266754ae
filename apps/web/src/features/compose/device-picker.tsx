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
import { usePersonNames } from '@/features/people/use-person-names.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { User } from '@/wire/wire-types.ts';

const SHOWN = 8;

interface DevicePickerProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: Chosen[]) => void;
  readonly error: string | undefined;
}

/** Devices by name, or by the id that stands on their page: the person's own, and for administrators anybody's. */
export function DevicePicker({ chosen, onChange, error }: DevicePickerProps) {
  const { user } = useViewer();
  const [search, setSearch] = useState('');
  const { options, failure } = useFoundDevices(search, user);
  const taken = new Set(chosen.map(({ id }) => id));
  return (
    <div className="grid gap-2">
      <Combobox
        label="Devices"
        placeholder="Name, platform, model, tag"
        hint={user.role === 'admin' ? 'Anybody’s, by name, model, tag or id.' : undefined}
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

function useFoundDevices(search: string, user: User) {
  const trpc = useTRPC();
  const settled = useSettled(search.trim());
  const id = deviceIdSchema.safeParse(settled).data;
  const listed = useQuery({
    ...trpc.devices.list.queryOptions({
      status: 'active',
      limit: SHOWN,
      ...(user.role === 'admin' ? { userId: 'all' as const } : {}),
      ...(settled === '' ? {} : { search: settled }),
    }),
    placeholderData: (previous) => previous,
    enabled: id === undefined,
  });
  const named = useQuery({ ...trpc.devices.get.queryOptions({ id: id ?? '' }), enabled: id !== undefined });
  const query = id === undefined ? listed : named;
  const found = id === undefined ? listed.data?.devices : named.data === undefined ? undefined : [named.data];
  const foreign = (found ?? []).map(({ userId }) => userId).filter((userId) => userId !== user.id);
  const names = usePersonNames(foreign);
  const options = found?.map((device) => ({
    id: device.id as string,
    label: deviceName(device),
    detail: [device.userId === user.id ? '' : ownerText(device.userId, names), deviceDetailText(device)]
      .filter((part) => part !== '')
      .join(' · '),
  }));
  // A list of an earlier search must not be chosen from: Enter would take another device.
  const isStale = search.trim() !== settled || query.isPlaceholderData;
  return {
    options: isStale ? undefined : query.isError ? [] : options,
    failure: query.isError ? failureOf(query.error).message : null,
  };
}

/** Many devices are called the same; whose it is tells them apart. */
function ownerText(userId: string | null, names: ReadonlyMap<string, string>): string {
  return userId === null ? 'nobody’s' : (names.get(userId) ?? '…');
}
