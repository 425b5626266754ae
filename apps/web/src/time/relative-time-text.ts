const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const RELATIVE_DAYS_MAX = 7;

/**
 * How long ago, or how soon, in few words: "just now", "5 min ago", "in 3 h", "yesterday", and the date itself from a
 * week on ("12 May", with the year where it is another one). English, whatever the browser's language, as all the text is.
 *
 * @param timeZone IANA name; undefined: the browser's own
 */
export function relativeTimeText(at: Date, now: Date, timeZone: string | undefined): string {
  const differenceMs = at.getTime() - now.getTime();
  const distanceMs = Math.abs(differenceMs);
  const isPast = differenceMs <= 0;
  if (distanceMs < 45_000) return isPast ? 'just now' : 'in a moment';
  if (distanceMs < 59.5 * MINUTE_MS) return phrase(Math.round(distanceMs / MINUTE_MS), 'min', isPast);
  if (distanceMs < 23.5 * HOUR_MS) return phrase(Math.round(distanceMs / HOUR_MS), 'h', isPast);
  if (distanceMs < RELATIVE_DAYS_MAX * DAY_MS) {
    const days = Math.max(1, Math.round(distanceMs / DAY_MS));
    if (days === 1) return isPast ? 'yesterday' : 'tomorrow';
    return phrase(days, 'days', isPast);
  }
  return dayText(at, now, timeZone);
}

function phrase(count: number, unit: string, isPast: boolean): string {
  return isPast ? `${count} ${unit} ago` : `in ${count} ${unit}`;
}

/** "12 May", or "12 May 2024" when that is another year than now. */
export function dayText(at: Date, now: Date, timeZone: string | undefined): string {
  const isSameYear = yearOf(at, timeZone) === yearOf(now, timeZone);
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    ...(isSameYear ? {} : { year: 'numeric' }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** "14:05" today, "12 May, 14:05" on another day. */
export function dayAndTimeText(at: Date, now: Date, timeZone: string | undefined): string {
  const time = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
  const day = dayText(at, now, timeZone);
  return day === dayText(now, now, timeZone) ? time : `${day}, ${time}`;
}

function yearOf(at: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** The exact moment with its zone: "Sun, 22 Nov 2026, 04:05:09 UTC". */
export function exactTimeText(at: Date, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at);
}

/** A length of time in few words: "84 ms", "1.2 s", "3 min", "2 h", "30 days". */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 10_000) return `${(durationMs / 1000).toFixed(1)} s`;
  if (durationMs < 2 * MINUTE_MS) return `${Math.round(durationMs / 1000)} s`;
  if (durationMs < 2 * HOUR_MS) return `${Math.round(durationMs / MINUTE_MS)} min`;
  if (durationMs < 2 * DAY_MS) return `${Math.round(durationMs / HOUR_MS)} h`;
  return `${Math.round(durationMs / DAY_MS)} days`;
}
