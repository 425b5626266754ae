import type { QuietHours } from '@carillon/contracts/preferences';

const DAY_MINUTES = 24 * 60;

/** A time of day, HH:MM, as the clocks of a time zone show it. */
export function timeOfDayIn(timeZone: string, now: Date): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(now);
}

/**
 * When it is quiet next, or until when it is, by the zone's own clock: "Quiet now, until 07:00." The sentence names
 * days by that clock too, whatever the clock of the person who reads it says.
 */
export function quietHoursText({ enabled, start, end, timeZone }: QuietHours, now: Date): string {
  if (!enabled) return 'Quiet hours are off: messages come at any time.';
  const clock = minutesOf(timeOfDayIn(timeZone, now));
  if (isQuietAt(clock, { start, end })) {
    return `It is quiet now, until ${dayWord(minutesOf(end) <= clock)}${end}.`;
  }
  const isStartTomorrow = minutesOf(start) <= clock;
  const isEndTomorrow = isStartTomorrow || isOverMidnight({ start, end });
  return isStartTomorrow
    ? `The next quiet time is tomorrow from ${start} to ${end}${isOverMidnight({ start, end }) ? ' the day after' : ''}.`
    : `The next quiet time is today from ${start} to ${isEndTomorrow ? 'tomorrow ' : ''}${end}.`;
}

/** "9 h a day", "8 h 30 min a day": how long it is quiet. */
export function quietLengthText({ start, end }: Pick<QuietHours, 'start' | 'end'>): string {
  const minutes = (minutesOf(end) - minutesOf(start) + DAY_MINUTES) % DAY_MINUTES;
  const parts = [
    minutes >= 60 ? `${Math.floor(minutes / 60)} h` : null,
    minutes % 60 > 0 ? `${minutes % 60} min` : null,
  ];
  return `${parts.filter((part) => part !== null).join(' ')} a day`;
}

function isOverMidnight({ start, end }: Pick<QuietHours, 'start' | 'end'>): boolean {
  return minutesOf(start) > minutesOf(end);
}

function isQuietAt(clock: number, { start, end }: Pick<QuietHours, 'start' | 'end'>): boolean {
  const [from, until] = [minutesOf(start), minutesOf(end)];
  return from < until ? clock >= from && clock < until : clock >= from || clock < until;
}

function dayWord(isTomorrow: boolean): string {
  return isTomorrow ? 'tomorrow ' : '';
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}
