'use client';

import { LIMITS } from '@carillon/contracts/limits';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Input } from '@/components/ui/input.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import { failureOf } from '@/wire/failure.ts';
import type { Device } from '@/wire/wire-types.ts';

interface RenameFieldProps {
  readonly device: Device;
  /** The name was saved, or the person changed their mind. */
  readonly onDone: () => void;
}

/** The name as a field, in place: Enter saves, Escape leaves it as it was, and so does leaving it unchanged. */
export function RenameField({ device, onDone }: RenameFieldProps) {
  const { rename } = useDeviceActions(device);
  const [name, setName] = useState(device.name);
  const field = useRef<HTMLInputElement>(null);
  const noteId = useId();
  useEffect(() => {
    field.current?.select();
  }, []);

  const save = () => {
    const trimmed = name.trim();
    if (rename.isPending) return;
    if (trimmed === device.name) onDone();
    else rename.mutate({ id: device.id, name: trimmed }, { onSuccess: onDone });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') save();
    if (event.key === 'Escape') onDone();
    event.stopPropagation();
  };
  const failure = rename.error === null ? null : failureOf(rename.error);
  return (
    <span className="relative z-10 block max-w-72">
      <Input
        ref={field}
        aria-label={`New name for ${deviceName(device)}`}
        aria-describedby={noteId}
        aria-invalid={failure === null ? undefined : true}
        className="h-8"
        maxLength={LIMITS.deviceNameLength}
        value={name}
        readOnly={rename.isPending}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={save}
      />
      <span id={noteId} role={failure === null ? undefined : 'alert'} className="mt-1 block text-xs">
        {failure === null ? (
          <span className="text-ink-faint">Enter saves, Escape leaves it as it was</span>
        ) : (
          <span className="text-danger">{failure.fields.name ?? failure.message}</span>
        )}
      </span>
    </span>
  );
}
