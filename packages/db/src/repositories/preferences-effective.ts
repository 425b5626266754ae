import type { QuietHours } from '@carillon/contracts/preferences';

/*
 * What holds for a device in the end, as SQL: the lease decides by it for hundreds of devices at once, and people are
 * shown the same.
 */

/** Beside `device`, a row of devices: its own preferences and its person's, where there are any. */
export const PREFERENCE_JOINS = `
  LEFT JOIN preferences own ON own.device_id = device.id
  LEFT JOIN preferences person ON person.user_id = device.user_id AND person.device_id IS NULL`;

/**
 * `categories`, `quietHours` and `sound`; null for those of people who never said. A machine does not sleep: an agent has
 * quiet hours only if they were set for it.
 */
export const EFFECTIVE_PREFERENCES = `
  person.categories,
  coalesce(own.quiet_hours, CASE WHEN device.kind = 'push' THEN person.quiet_hours END) AS "quietHours",
  coalesce(own.sound, person.sound, true) AS sound`;

/** As it is stored. */
export interface StoredQuietHours {
  readonly enabled: boolean;
  readonly start: string;
  readonly end: string;
  readonly time_zone: string;
  readonly critical_override: boolean;
}

export function toQuietHours(stored: StoredQuietHours | null): QuietHours | null {
  if (stored === null) return null;
  const { enabled, start, end, time_zone: timeZone, critical_override: criticalOverride } = stored;
  return { enabled, start, end, timeZone, criticalOverride };
}

export function fromQuietHours(quietHours: QuietHours): StoredQuietHours {
  const { enabled, start, end, timeZone, criticalOverride } = quietHours;
  return { enabled, start, end, time_zone: timeZone, critical_override: criticalOverride };
}
