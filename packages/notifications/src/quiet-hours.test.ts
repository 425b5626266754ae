import type { QuietHours } from '@carillon/contracts/preferences';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWallClock, isQuiet } from './quiet-hours.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEARS = [2023, 2024, 2025, 2026, 2027, 2028];

/*
 * The oracle: what clocks show by the rules that each place has for itself, as they are written down in
 * https://data.iana.org/time-zones/tzdb/{europe,northamerica,australasia,asia}, and not by any time zone database.
 */
interface Place {
  readonly standardMinutes: number;
  readonly summerMinutes: number;
  /** When the clocks of the place change, in ms since the epoch. */
  readonly summerOf: (year: number) => { readonly from: number; readonly to: number } | null;
  /** Its summer goes over the turn of the year. */
  readonly isSouthern?: boolean;
}

const PLACES: Readonly<Record<string, Place>> = {
  'Europe/Berlin': {
    standardMinutes: 60,
    summerMinutes: 120,
    summerOf: (year) => ({ from: lastSunday(year, 3) + HOUR_MS, to: lastSunday(year, 10) + HOUR_MS }),
  },
  'America/New_York': {
    standardMinutes: -300,
    summerMinutes: -240,
    summerOf: (year) => ({
      from: sundayFrom(year, 3, 8) + 7 * HOUR_MS,
      to: sundayFrom(year, 11, 1) + 6 * HOUR_MS,
    }),
  },
  // Half an hour, at two in the morning there: by its own summer time in April, by standard time in October.
  'Australia/Lord_Howe': {
    standardMinutes: 630,
    summerMinutes: 660,
    isSouthern: true,
    summerOf: (year) => ({
      from: sundayFrom(year, 10, 1) + 2 * HOUR_MS - 630 * MINUTE_MS,
      to: sundayFrom(year, 4, 1) + 2 * HOUR_MS - 660 * MINUTE_MS,
    }),
  },
  'Asia/Kolkata': { standardMinutes: 330, summerMinutes: 330, summerOf: () => null },
};

/** Midnight UTC of the first Sunday on or after that day; months from 1. */
function sundayFrom(year: number, month: number, day: number): number {
  const at = Date.UTC(year, month - 1, day);
  return at + ((7 - new Date(at).getUTCDay()) % 7) * DAY_MS;
}

function lastSunday(year: number, month: number): number {
  return sundayFrom(year, month + 1, 1) - 7 * DAY_MS;
}

/** Minutes since midnight. */
function shownThere(zone: string, atMs: number): number {
  const place = PLACES[zone];
  if (place === undefined) throw new Error(`No rules for ${zone}`);
  const summer = place.summerOf(new Date(atMs).getUTCFullYear());
  const isSummer =
    summer !== null &&
    (place.isSouthern ? atMs >= summer.from || atMs < summer.to : atMs >= summer.from && atMs < summer.to);
  const offset = isSummer ? place.summerMinutes : place.standardMinutes;
  return modulo(Math.floor(atMs / MINUTE_MS) + offset, 1440);
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** The moment lies less far behind the start than the end does, around the face of the clock. */
function shouldBeQuiet(zone: string, { start, end }: { start: number; end: number }, atMs: number): boolean {
  return modulo(shownThere(zone, atMs) - start, 1440) < modulo(end - start, 1440);
}

function hoursOf(timeZone: string, { start, end }: { start: number; end: number }): QuietHours {
  return { enabled: true, start: asTime(start), end: asTime(end), timeZone, criticalOverride: true };
}

function asTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

const anyZone = fc.constantFrom(...Object.keys(PLACES));
const anyMinute = fc.integer({ min: 0, max: 1439 });
const anyHours = fc.record({ start: anyMinute, end: anyMinute }).filter(({ start, end }) => start !== end);
const anyTime = fc.integer({ min: Date.UTC(2023, 0, 2), max: Date.UTC(2028, 11, 30) });
/** Within three hours of a change of the clocks. */
const timeNearChange = (zone: string) => {
  const changes = YEARS.flatMap((year) => {
    const summer = PLACES[zone]?.summerOf(year);
    return summer == null ? [Date.UTC(year, 2, 1)] : [summer.from, summer.to];
  });
  const aside = fc.oneof(
    fc.integer({ min: -3 * HOUR_MS, max: 3 * HOUR_MS }),
    fc.constantFrom(-1, 0, 1, -MINUTE_MS, MINUTE_MS),
  );
  return fc.tuple(fc.constantFrom(...changes), aside).map(([change, by]) => change + by);
};
const anyMoment = anyZone.chain((zone) =>
  fc.record({ zone: fc.constant(zone), atMs: fc.oneof(anyTime, timeNearChange(zone)) }),
);

describe('isQuiet', () => {
  it('quiet hours are kept as the clocks of the place show, also when these are changed', () => {
    const clock = createWallClock();
    fc.assert(
      fc.property(anyMoment, anyHours, ({ zone, atMs }, hours) => {
        expect(isQuiet(hoursOf(zone, hours), clock, new Date(atMs))).toBe(shouldBeQuiet(zone, hours, atMs));
      }),
      { numRuns: 5_000 },
    );
  });

  it('quiet hours begin with their first millisecond, and are over with the first of their end', () => {
    const clock = createWallClock();
    fc.assert(
      fc.property(anyMoment, anyHours, ({ zone, atMs }, hours) => {
        const minute = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
        const shown = shownThere(zone, minute);
        const length = modulo(hours.end - hours.start, 1440);
        const from = hoursOf(zone, { start: shown, end: modulo(shown + length, 1440) });
        const until = hoursOf(zone, { start: modulo(shown - length, 1440), end: shown });
        const at = (ms: number) => new Date(minute + ms);
        expect([isQuiet(from, clock, at(0)), isQuiet(from, clock, at(MINUTE_MS - 1))]).toEqual([true, true]);
        expect([isQuiet(until, clock, at(0)), isQuiet(until, clock, at(MINUTE_MS - 1))]).toEqual([
          false,
          false,
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  const isQuietAt = (hours: { zone: string; start: string; end: string }, at: string) =>
    isQuiet(
      { enabled: true, start: hours.start, end: hours.end, timeZone: hours.zone, criticalOverride: true },
      createWallClock(),
      new Date(at),
    );

  it('over midnight both sides of it are quiet, and the day is not', () => {
    const night = { zone: 'Europe/Berlin', start: '22:00', end: '07:00' };
    const times = ['20:59:59', '21:00:00', '23:30:00', '05:59:59.999', '06:00:00', '12:00:00'];
    const quiet = times.map((time) => isQuietAt(night, `2026-01-15T${time}Z`));
    expect(quiet).toEqual([false, true, true, true, false, false]);
  });

  it('an hour that the clocks skip is quiet for nobody, and the hours around it are as they show', () => {
    const skipped = { zone: 'Europe/Berlin', start: '02:00', end: '03:00' };
    const quarters = Array.from({ length: 16 }, (_, index) => Date.UTC(2026, 2, 29) + index * 15 * MINUTE_MS);
    expect(quarters.filter((ms) => isQuietAt(skipped, new Date(ms).toISOString()))).toEqual([]);
    const until = { zone: 'Europe/Berlin', start: '01:30', end: '03:30' };
    const times = ['00:29', '00:30', '00:59', '01:00', '01:29', '01:30'];
    expect(times.map((time) => isQuietAt(until, `2026-03-29T${time}:00Z`))).toEqual([
      ...[false, true, true],
      ...[true, true, false],
    ]);
  });

  it('an hour that comes twice is quiet twice', () => {
    const twice = { zone: 'America/New_York', start: '01:15', end: '01:45' };
    const times = ['05:14', '05:15', '05:44', '05:45', '06:14', '06:15', '06:44', '06:45'];
    expect(times.map((time) => isQuietAt(twice, `2026-11-01T${time}:00Z`))).toEqual([
      ...[false, true, true, false],
      ...[false, true, true, false],
    ]);
  });

  it('what cannot be understood keeps nothing away, nor do quiet hours that are off', () => {
    const clock = createWallClock();
    const always = { enabled: true, start: '00:00', end: '23:59', criticalOverride: true };
    const noon = new Date('2026-01-15T12:00:00Z');
    expect(isQuiet({ ...always, timeZone: 'UTC' }, clock, noon)).toBe(true);
    expect(isQuiet({ ...always, timeZone: 'Mars/Olympus_Mons' }, clock, noon)).toBe(false);
    expect(isQuiet({ ...always, timeZone: 'UTC', start: 'noon' }, clock, noon)).toBe(false);
    expect(isQuiet({ ...always, timeZone: 'UTC', enabled: false }, clock, noon)).toBe(false);
  });
});
