import { type QuietHours, quietHoursSchema } from '@carillon/contracts/preferences';

/** What is wrong with hours that are being filled in, by member, as the server would say it. */
export function quietHoursErrors(quietHours: QuietHours): Record<string, string> {
  const issues = quietHoursSchema.safeParse(quietHours).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.map(String).join('.'), message]));
}
