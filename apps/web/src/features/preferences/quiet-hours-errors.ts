import { type QuietHours, quietHoursSchema } from '@carillon/contracts/preferences';

/** What is wrong with hours that are being filled in, by member, as the server would say it. */
export function quietHoursErrors(quietHours: QuietHours): Record<string, string> {
  const issues = quietHoursSchema.safeParse(quietHours).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.map(String).join('.'), message]));
}

/** The same as the server refused it: it names members with the way to them, `quietHours.end`. */
export function quietHoursFields(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, message]) => [path.replace(/^quietHours\./, ''), message]),
  );
}
