'use client';

import type { QuietHours } from '@carillon/contracts/preferences';
import { useMemo, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { CheckField } from '@/components/ui/check-field.tsx';
import { Combobox } from '@/components/ui/combobox.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useIsHydrated } from '@/components/use-is-hydrated.ts';
import { quietHoursText, quietLengthText, timeOfDayIn } from '@/features/preferences/quiet-hours-words.ts';
import { findTimeZones, ownTimeZone, zoneLabel } from '@/features/preferences/time-zones.ts';
import { useNow } from '@/time/now.tsx';

/** What the form starts from when nobody chose hours yet: most people's night, where they are. */
export const USUAL_NIGHT = { start: '22:00', end: '07:00', criticalOverride: true } as const;

interface QuietHoursFieldsProps {
  readonly value: QuietHours;
  readonly onChange: (value: QuietHours) => void;
  /** By member: `start`, `end`, `timeZone`. */
  readonly errors: Readonly<Record<string, string | undefined>>;
}

/** From when to when, by which clock, and what passes all the same; says in words when that is next. */
export function QuietHoursFields({ value, onChange, errors }: QuietHoursFieldsProps) {
  const { now } = useNow();
  const isWhole = value.start !== '' && value.end !== '' && value.start !== value.end;
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-2 gap-3 sm:max-w-80">
        <Field
          label="From"
          type="time"
          value={value.start}
          error={errors.start}
          onChange={(event) => onChange({ ...value, start: event.target.value })}
        />
        <Field
          label="Until"
          type="time"
          value={value.end}
          error={errors.end}
          hint={isWhole ? quietLengthText(value) : undefined}
          onChange={(event) => onChange({ ...value, end: event.target.value })}
        />
      </div>
      <TimeZoneField
        timeZone={value.timeZone}
        error={errors.timeZone}
        onChange={(timeZone) => onChange({ ...value, timeZone })}
      />
      <CheckField
        label="Critical messages come all the same"
        hint="Only senders decide what is critical: an alarm, an outage."
        checked={value.criticalOverride}
        onChange={(criticalOverride) => onChange({ ...value, criticalOverride })}
      />
      {isWhole ? (
        <p role="status" className="rounded-lg bg-sunken px-3 py-2.5 text-sm">
          {quietHoursText(value, now)}
        </p>
      ) : null}
    </div>
  );
}

interface TimeZoneFieldProps {
  readonly timeZone: string;
  readonly error: string | undefined;
  readonly onChange: (timeZone: string) => void;
}

function TimeZoneField({ timeZone, error, onChange }: TimeZoneFieldProps) {
  const { now } = useNow();
  const isHydrated = useIsHydrated();
  const [search, setSearch] = useState('');
  const zones = useMemo(() => Intl.supportedValuesOf('timeZone'), []);
  // The server's zone is nobody's: until the browser's is known, none is suggested.
  const own = isHydrated ? ownTimeZone() : timeZone;
  return (
    <div className="grid gap-2 sm:max-w-80">
      <Combobox
        label="Time zone"
        placeholder={zoneLabel(timeZone)}
        hint={`${zoneLabel(timeZone)}, where it is ${timeOfDayIn(timeZone, now)}. Type to find another.`}
        error={error}
        search={search}
        onSearch={setSearch}
        options={findTimeZones(zones, { search, own, now })}
        emptyText="No time zone is called that"
        onChoose={({ id }) => onChange(id)}
      />
      {own === timeZone ? null : (
        <Button size="sm" className="justify-self-start" onClick={() => onChange(own)}>
          Use {zoneLabel(own)}, as on this machine
        </Button>
      )}
    </div>
  );
}
