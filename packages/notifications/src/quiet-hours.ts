import type { QuietHours } from '@carillon/contracts/preferences';

const MINUTES_PER_HOUR = 60;
const TIME_OF_DAY = /^(\d\d):(\d\d)$/;

/** Tells the time of day in other places. */
export interface WallClock {
  /** Minutes since the midnight that clocks there show, 0 to 1439; null for a zone that this machine does not know. */
  minutesAt(timeZone: string, at: Date): number | null;
}

/** Keeps what it learns about a zone: make one for what is decided together, not one for ever. */
export function createWallClock(): WallClock {
  const formats = new Map<string, Intl.DateTimeFormat | null>();
  return {
    minutesAt(timeZone, at) {
      let format = formats.get(timeZone);
      if (format === undefined) {
        format = formatOf(timeZone);
        formats.set(timeZone, format);
      }
      return format === null ? null : minutesOf(format.format(at));
    },
  };
}

/**
 * Whether messages are to stay away then: on the clock of the time zone, from `start` until before `end`, over midnight when
 * `start` is the later one. By wall time alone, so that a night is as long as the clocks say when they are changed: an hour
 * that is skipped is quiet for nobody, one that comes twice is quiet twice. Whatever cannot be understood keeps nothing
 * away: a message too many is better than none.
 */
export function isQuiet(quietHours: QuietHours, clock: WallClock, at: Date): boolean {
  if (!quietHours.enabled) return false;
  const start = minutesOf(quietHours.start);
  const end = minutesOf(quietHours.end);
  if (start === null || end === null) return false;
  const now = clock.minutesAt(quietHours.timeZone, at);
  if (now === null) return false;
  return start < end ? start <= now && now < end : now >= start || now < end;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return null;
  }
}

function minutesOf(timeOfDay: string): number | null {
  const [, hours, minutes] = TIME_OF_DAY.exec(timeOfDay) ?? [];
  return hours === undefined ? null : Number(hours) * MINUTES_PER_HOUR + Number(minutes);
}
