import type { QuietHours } from '@carillon/contracts/preferences';
import { quietHoursText } from '@/features/preferences/quiet-hours-words.ts';
import { zoneLabel } from '@/features/preferences/time-zones.ts';
import type { Device, DevicePreferences } from '@/wire/wire-types.ts';

/** How a device's quiet hours relate to its person's. */
export type QuietChoice = 'inherit' | 'own' | 'never';

/** What is stored for a device, as a choice: null follows the person, hours that are not enabled are none at all. */
export function quietChoiceOf(quietHours: QuietHours | null): QuietChoice {
  if (quietHours === null) return 'inherit';
  return quietHours.enabled ? 'own' : 'never';
}

/** An agent follows nobody's night: for it there is nothing between hours of its own and none. */
export function quietChoices(
  kind: Device['kind'],
): ReadonlyArray<{ readonly value: QuietChoice; readonly label: string }> {
  return [
    { value: 'inherit', label: kind === 'agent' ? 'Never quiet' : 'As in my preferences' },
    { value: 'own', label: 'Hours of its own' },
    ...(kind === 'agent' ? [] : [{ value: 'never', label: 'Never quiet' } as const]),
  ];
}

/** What holds for the device in the end: "From 22:00 to 07:00, Europe/Berlin. It is quiet now, until 07:00." */
export function effectiveQuietText({ effective }: Pick<DevicePreferences, 'effective'>, now: Date): string {
  const { quietHours } = effective;
  if (quietHours === null || !quietHours.enabled) return 'Messages come to it at any time.';
  const { start, end, timeZone } = quietHours;
  return `From ${start} to ${end}, ${zoneLabel(timeZone)}. ${quietHoursText(quietHours, now)}`;
}

export type SoundChoice = 'inherit' | 'on' | 'off';

export const SOUND_CHOICES: ReadonlyArray<{ readonly value: SoundChoice; readonly label: string }> = [
  { value: 'inherit', label: 'As in my preferences' },
  { value: 'on', label: 'With sound' },
  { value: 'off', label: 'In silence' },
];

export function soundChoiceOf(sound: boolean | null): SoundChoice {
  return sound === null ? 'inherit' : sound ? 'on' : 'off';
}

export function soundOf(choice: SoundChoice): boolean | null {
  return choice === 'inherit' ? null : choice === 'on';
}

export function effectiveSoundText({ effective }: Pick<DevicePreferences, 'effective'>): string {
  return effective.sound
    ? 'Messages are heard, as far as the device allows it.'
    : 'Messages arrive in silence.';
}
