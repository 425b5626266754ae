'use client';

import { type QuietHours, quietHoursSchema } from '@carillon/contracts/preferences';
import { useEffect, useState } from 'react';
import { toast } from 'sonner';
import { ClientForm } from '@/components/client-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import {
  effectiveQuietText,
  type QuietChoice,
  quietChoiceOf,
  quietChoices,
} from '@/features/devices/device-preference-words.ts';
import { useDevicePreferences } from '@/features/devices/use-device-preferences.ts';
import { quietHoursErrors } from '@/features/preferences/quiet-hours-errors.ts';
import { QuietHoursFields, USUAL_NIGHT } from '@/features/preferences/quiet-hours-fields.tsx';
import { ownTimeZone } from '@/features/preferences/time-zones.ts';
import { useNow } from '@/time/now.tsx';
import type { Device, DevicePreferences } from '@/wire/wire-types.ts';

interface DeviceQuietHoursProps {
  readonly device: Device;
  readonly preferences: DevicePreferences;
  readonly isReadOnly: boolean;
}

/** Quiet hours of one device: its person's, its own, or none. */
export function DeviceQuietHours({ device, preferences, isReadOnly }: DeviceQuietHoursProps) {
  const { now } = useNow();
  const { update } = useDevicePreferences(device.id);
  const stored = preferences.quietHours;
  /** Hours that are being filled in; null: what is stored holds. */
  const [draft, setDraft] = useState<QuietHours | null>(null);
  // What was saved elsewhere replaces what was being filled in.
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever it changes.
  useEffect(() => setDraft(null), [JSON.stringify(stored)]);
  const choice = draft === null ? quietChoiceOf(stored) : 'own';
  const store = (quietHours: QuietHours | null) =>
    update.mutate(
      { id: device.id, quietHours },
      {
        onSuccess: (saved) => {
          setDraft(null);
          toast.success('Saved', { description: effectiveQuietText(saved, new Date()) });
        },
      },
    );
  const beginning = (): QuietHours =>
    stored ?? preferences.effective.quietHours ?? { ...USUAL_NIGHT, enabled: true, timeZone: ownTimeZone() };
  const choose = (chosen: QuietChoice) => {
    if (chosen === choice) return;
    // Hours of its own wait to be seen and saved; the other choices hold at once.
    if (chosen === 'own') return setDraft({ ...beginning(), enabled: true });
    setDraft(null);
    if (chosen !== quietChoiceOf(stored)) {
      store(chosen === 'inherit' ? null : { ...beginning(), enabled: false });
    }
  };
  const hours = draft ?? stored;
  return (
    <div className="grid gap-3 px-4 py-3">
      <div>
        <h3 className="font-medium text-sm">Quiet hours</h3>
        {choice === 'own' && !isReadOnly ? null : (
          <p className="text-ink-soft text-xs">{effectiveQuietText(preferences, now)}</p>
        )}
      </div>
      {isReadOnly ? null : (
        <ChoicePills
          label="Quiet hours of this device"
          options={quietChoices(device.kind)}
          value={choice}
          onChange={choose}
        />
      )}
      {choice === 'own' && hours !== null && !isReadOnly ? (
        <OwnHours
          value={hours}
          isChanged={draft !== null}
          isPending={update.isPending}
          onChange={setDraft}
          onUndo={() => setDraft(null)}
          onSave={store}
        />
      ) : null}
    </div>
  );
}

interface OwnHoursProps {
  readonly value: QuietHours;
  readonly isChanged: boolean;
  readonly isPending: boolean;
  readonly onChange: (hours: QuietHours) => void;
  readonly onUndo: () => void;
  readonly onSave: (hours: QuietHours) => void;
}

function OwnHours({ value, isChanged, isPending, onChange, onUndo, onSave }: OwnHoursProps) {
  const [isChecked, setIsChecked] = useState(false);
  const save = () => {
    setIsChecked(true);
    const checked = quietHoursSchema.safeParse(value);
    if (checked.success && !isPending) onSave(checked.data);
  };
  return (
    <ClientForm
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <QuietHoursFields value={value} onChange={onChange} errors={isChecked ? quietHoursErrors(value) : {}} />
      {isChanged ? (
        <div className="flex gap-2">
          <Button type="submit" variant="primary" isPending={isPending}>
            Save quiet hours
          </Button>
          <Button onClick={onUndo}>Undo</Button>
        </div>
      ) : null}
    </ClientForm>
  );
}
