'use client';

import { type Preferences, type QuietHours, quietHoursSchema } from '@carillon/contracts/preferences';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { toast } from 'sonner';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Switch } from '@/components/ui/switch.tsx';
import { quietHoursErrors, quietHoursFields } from '@/features/preferences/quiet-hours-errors.ts';
import { QuietHoursFields, USUAL_NIGHT } from '@/features/preferences/quiet-hours-fields.tsx';
import { quietHoursText } from '@/features/preferences/quiet-hours-words.ts';
import { ownTimeZone } from '@/features/preferences/time-zones.ts';
import { useUpdatePreferences } from '@/features/preferences/use-preferences.ts';
import { useNow } from '@/time/now.tsx';
import { failureOf } from '@/wire/failure.ts';

/** When messages stay away; a form, because hours are only right together. */
export function QuietHoursPanel({ stored }: { readonly stored: Preferences['quietHours'] }) {
  const { now } = useNow();
  const [draft, setDraft] = useState<QuietHours | null>(stored);
  const [isChecked, setIsChecked] = useState(false);
  const save = useUpdatePreferences({ isFailureShown: true });
  const turnOff = useUpdatePreferences({ isFailureShown: false });
  const labelId = useId();
  const formId = useId();
  // What was saved elsewhere replaces what stands here.
  const isChanged = JSON.stringify(draft) !== JSON.stringify(stored);
  useEffect(() => setDraft(stored), [stored]);
  const failure = save.error === null ? null : failureOf(save.error);
  const local = draft === null ? {} : quietHoursErrors(draft);
  const errors = isChecked ? { ...quietHoursFields(failure?.fields ?? {}), ...local } : {};
  const tellSaved = (saved: QuietHours) => {
    setIsChecked(false);
    toast.success('Your quiet hours are saved', { description: quietHoursText(saved, new Date()) });
  };
  const store = (quietHours: QuietHours) => {
    setIsChecked(true);
    const checked = quietHoursSchema.safeParse(quietHours);
    if (!checked.success || save.isPending) return;
    save.mutate({ quietHours: checked.data }, { onSuccess: () => tellSaved(checked.data) });
  };
  const undo = () => {
    setDraft(stored);
    setIsChecked(false);
    save.reset();
  };
  const turn = (enabled: boolean) => {
    if (enabled) return setDraft({ ...(draft ?? { ...USUAL_NIGHT, timeZone: ownTimeZone() }), enabled });
    // Off takes effect at once, whatever stands in the form; on waits for its hours to be seen and saved.
    undo();
    if (stored === null || !stored.enabled) return;
    const off = { ...stored, enabled };
    setDraft(off);
    turnOff.mutate({ quietHours: off }, { onSuccess: () => tellSaved(off) });
  };
  const isOn = draft?.enabled ?? false;
  return (
    <Panel
      title="Quiet hours"
      description="Messages stay away meanwhile. They are recorded as not sent, and do not come later."
      action={
        <>
          <span id={labelId} className="sr-only">
            Quiet hours
          </span>
          <Switch aria-labelledby={labelId} checked={isOn} onCheckedChange={turn} />
        </>
      }
    >
      {draft === null || !isOn ? (
        <p role="status" className="p-4 text-ink-soft text-sm">
          {draft === null ? 'Messages come at any time.' : quietHoursText(draft, now)}
        </p>
      ) : (
        <ClientForm
          id={formId}
          className="p-4"
          onSubmit={(event: FormEvent) => {
            event.preventDefault();
            store(draft);
          }}
        >
          <FormFailure
            failure={failure !== null && Object.keys(failure.fields).length === 0 ? failure : null}
          />
          <QuietHoursFields value={draft} onChange={setDraft} errors={errors} />
          {isChanged ? (
            <div className="flex gap-2">
              <Button type="submit" variant="primary" isPending={save.isPending}>
                Save quiet hours
              </Button>
              <Button onClick={undo}>Undo</Button>
            </div>
          ) : null}
        </ClientForm>
      )}
    </Panel>
  );
}
