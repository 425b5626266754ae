'use client';

import { FailureNotice } from '@/components/failure-notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import {
  effectiveSoundText,
  SOUND_CHOICES,
  soundChoiceOf,
  soundOf,
} from '@/features/devices/device-preference-words.ts';
import { DeviceQuietHours } from '@/features/devices/device-quiet-hours.tsx';
import { MuteRow } from '@/features/devices/mute-row.tsx';
import { useDevicePreferences } from '@/features/devices/use-device-preferences.ts';
import type { Device } from '@/wire/wire-types.ts';

interface DevicePreferencesProps {
  readonly device: Device;
  /** Somebody else's: seen by an administrator, changed by its owner alone. */
  readonly isReadOnly: boolean;
}

/** When messages come to this device and whether they are heard, where it differs from its person's wishes. */
export function DevicePreferencesPanel({ device, isReadOnly }: DevicePreferencesProps) {
  const { query, update } = useDevicePreferences(device.id);
  const preferences = query.data;
  return (
    <Panel title="When messages come">
      <div className="divide-y">
        <MuteRow device={device} isReadOnly={isReadOnly} />
        {preferences === undefined ? (
          query.isError ? (
            <FailureNotice title="Its preferences could not be loaded" query={query} />
          ) : (
            <div role="status" className="grid gap-2 p-4">
              <span className="sr-only">Loading its preferences</span>
              <Skeleton className="h-5 w-28" />
              <Skeleton className="h-8 w-full" />
            </div>
          )
        ) : (
          <>
            <DeviceQuietHours device={device} preferences={preferences} isReadOnly={isReadOnly} />
            {device.kind === 'agent' ? null : (
              <div className="grid gap-3 px-4 py-3">
                <div>
                  <h3 className="font-medium text-sm">Sound</h3>
                  <p className="text-ink-soft text-xs">{effectiveSoundText(preferences)}</p>
                </div>
                {isReadOnly ? null : (
                  <ChoicePills
                    label="Sound of this device"
                    options={SOUND_CHOICES}
                    value={soundChoiceOf(
                      update.isPending ? pendingSound(update.variables, preferences) : preferences.sound,
                    )}
                    onChange={(choice) => update.mutate({ id: device.id, sound: soundOf(choice) })}
                  />
                )}
              </div>
            )}
          </>
        )}
      </div>
    </Panel>
  );
}

/** What was chosen is shown at once, and taken back when the server refuses it. */
function pendingSound(
  changes: { readonly sound?: boolean | null | undefined },
  { sound }: { readonly sound: boolean | null },
): boolean | null {
  return changes.sound === undefined ? sound : changes.sound;
}
