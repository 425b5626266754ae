import { z } from 'zod';
import { deviceRefSchema } from './devices.ts';

/** A time of day on the person's clock. */
export const timeOfDaySchema = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'Expected a time of day, HH:MM from 00:00 to 23:59' });

/** An IANA time zone that this server knows. */
export const timeZoneSchema = z.string().max(64).refine(isTimeZone, {
  message: 'Expected an IANA time zone, such as Europe/Berlin',
});

function isTimeZone(name: string): boolean {
  // Offsets such as +01:00 are accepted by Intl, and follow no daylight saving: not what a person means.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** When messages stay away. From `start` until before `end`, over midnight when `start` is the later one. */
export const quietHoursSchema = z
  .object({
    enabled: z.boolean(),
    start: timeOfDaySchema,
    end: timeOfDaySchema,
    timeZone: timeZoneSchema,
    /** Critical messages come all the same. */
    criticalOverride: z.boolean().default(true),
  })
  .refine(({ start, end }) => start !== end, {
    path: ['end'],
    message: 'Expected another time than start; to be quiet all day, mute the device',
  });
export type QuietHours = z.infer<typeof quietHoursSchema>;

const categoriesSchema = z.array(z.string().trim().min(1).max(64)).max(100);

/** A person's. `categories` null: all of them; an empty list: none. */
export const preferencesSchema = z.object({
  categories: categoriesSchema.nullable(),
  quietHours: quietHoursSchema.nullable(),
  sound: z.boolean(),
});
export type Preferences = z.infer<typeof preferencesSchema>;
/** Members that are absent stay as they are. */
export const updatePreferencesInputSchema = z.object({
  categories: categoriesSchema.nullable().optional(),
  quietHours: quietHoursSchema.nullable().optional(),
  sound: z.boolean().optional(),
});

/** Where a device differs from its person; null: it does not. */
export const devicePreferencesSchema = z.object({
  quietHours: quietHoursSchema.nullable(),
  sound: z.boolean().nullable(),
  /** What holds for the device in the end. */
  effective: preferencesSchema,
});
export type DevicePreferences = z.infer<typeof devicePreferencesSchema>;
export const devicePreferencesInputSchema = z.object({ id: deviceRefSchema });
export const updateDevicePreferencesInputSchema = z.object({
  id: deviceRefSchema,
  quietHours: quietHoursSchema.nullable().optional(),
  sound: z.boolean().nullable().optional(),
});
