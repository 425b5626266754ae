'use client';

import { useId } from 'react';
import { Panel } from '@/components/panel.tsx';
import { Switch } from '@/components/ui/switch.tsx';
import { useUpdatePreferences } from '@/features/preferences/use-preferences.ts';

/** Whether messages are heard; saved at once. */
export function SoundPanel({ isOn }: { readonly isOn: boolean }) {
  const update = useUpdatePreferences({ isFailureShown: false });
  const id = useId();
  return (
    <Panel title="Sound">
      <div className="flex items-center justify-between gap-4 p-4">
        <div className="min-w-0">
          <p id={id} className="font-medium text-sm">
            Play a sound
          </p>
          <p className="text-ink-soft text-xs">
            {isOn
              ? 'Messages are heard, as far as each device allows it.'
              : 'Messages arrive in silence, on all of your devices.'}
          </p>
        </div>
        <Switch aria-labelledby={id} checked={isOn} onCheckedChange={(sound) => update.mutate({ sound })} />
      </div>
    </Panel>
  );
}
