import { timeOfDayIn } from '@/features/preferences/quiet-hours-words.ts';

const SHOWN = 30;

interface ZoneOption {
  readonly id: string;
  readonly label: string;
  /** The time there: tells zones apart for those who do not know them by name. */
  readonly detail: string;
}

/** The zone of the machine in front of the person. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "Europe/Berlin", "America/Argentina/Buenos Aires": as people write it. */
export function zoneLabel(timeZone: string): string {
  return timeZone.replaceAll('_', ' ');
}

/** The zones that a search finds, the person's own first; every word must stand somewhere in the name. */
export function findTimeZones(
  zones: readonly string[],
  { search, own, now }: { readonly search: string; readonly own: string; readonly now: Date },
): readonly ZoneOption[] {
  const words = search
    .toLowerCase()
    .split(/[\s_/,]+/)
    .filter((word) => word !== '');
  const all = [own, ...zones.filter((zone) => zone !== own)];
  return all
    .filter((zone) => words.every((word) => zone.toLowerCase().includes(word)))
    .slice(0, SHOWN)
    .map((zone) => ({
      id: zone,
      label: zoneLabel(zone),
      detail: `${timeOfDayIn(zone, now)} there now${zone === own ? ', as on this machine' : ''}`,
    }));
}
