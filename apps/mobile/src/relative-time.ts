const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/**
 * «3 hours ago»; «never» for null. `at` as the server gives it: ISO 8601. In our own words, since React Native's engine has no
 * `Intl.RelativeTimeFormat`.
 */
export function relativeTime(at: string | null, nowMs: number): string {
  if (at === null) return 'never';
  const seconds = (nowMs - Date.parse(at)) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  if (unit === undefined) return 'just now';
  const [name, size] = unit;
  const count = Math.trunc(Math.abs(seconds) / size);
  const words = `${count} ${name}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `in ${words}` : `${words} ago`;
}
