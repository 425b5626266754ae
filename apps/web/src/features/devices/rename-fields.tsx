'use client';

import { LIMITS } from '@carillon/contracts/limits';
import { useId, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { FieldFrame } from '@/components/ui/field-frame.tsx';
import { Input } from '@/components/ui/input.tsx';
import { deviceName } from '@/features/devices/device-identity.ts';
import { PATTERN_WORDS, patternName } from '@/features/devices/rename-plan.ts';
import type { Device } from '@/wire/wire-types.ts';

interface RenameFieldsProps {
  readonly devices: readonly Device[];
  /** New names, by device; absent: as it is. */
  readonly typed: ReadonlyMap<string, string>;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (typed: ReadonlyMap<string, string>) => void;
}

/** A pattern that fills in all names, and each name to be written by itself. */
export function RenameFields({ devices, typed, problems, onChange }: RenameFieldsProps) {
  const [pattern, setPattern] = useState('');
  const fill = () =>
    onChange(new Map(devices.map((device, index) => [device.id, patternName(pattern, device, index)])));
  return (
    <>
      <FieldFrame
        label="Pattern"
        hint={`${PATTERN_WORDS.map(({ word, meaning }) => `${word}: ${meaning}`).join('; ')}.`}
      >
        {(ties) => (
          <div className="flex gap-2">
            <Input
              {...ties}
              placeholder="Kiosk {n}"
              value={pattern}
              maxLength={LIMITS.deviceNameLength}
              onChange={(event) => setPattern(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                if (pattern.trim() !== '') fill();
              }}
            />
            <Button className="h-9" disabled={pattern.trim() === ''} onClick={fill}>
              Fill in
            </Button>
          </div>
        )}
      </FieldFrame>
      <ol aria-label="New names" className="-mx-1 grid max-h-[36dvh] gap-3 overflow-y-auto px-1 py-1">
        {devices.map((device) => (
          <li key={device.id}>
            <NameField
              device={device}
              name={typed.get(device.id) ?? device.name}
              problem={problems.get(device.id)}
              onChange={(name) => onChange(new Map(typed).set(device.id, name))}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

interface NameFieldProps {
  readonly device: Device;
  readonly name: string;
  readonly problem: string | undefined;
  readonly onChange: (name: string) => void;
}

function NameField({ device, name, problem, onChange }: NameFieldProps) {
  const id = useId();
  return (
    <div className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <label htmlFor={id} className="truncate text-ink-soft text-sm" title={deviceName(device)}>
        {deviceName(device)}
      </label>
      <Input
        id={id}
        value={name}
        maxLength={LIMITS.deviceNameLength}
        aria-invalid={problem === undefined ? undefined : true}
        aria-describedby={problem === undefined ? undefined : `${id}-problem`}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="text-danger text-xs sm:col-start-2">
          {problem}
        </p>
      )}
    </div>
  );
}
