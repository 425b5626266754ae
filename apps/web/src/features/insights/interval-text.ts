const DAY_SECONDS = 86_400;

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;
const DAY = { day: 'numeric', month: 'short' } as const;

/** A tick of the time axis: the clock within a day or so, the day over more. In the browser's own zone. */
export function tickText(at: Date, rangeSeconds: number): string {
  return new Intl.DateTimeFormat('en-GB', rangeSeconds > 2 * DAY_SECONDS ? DAY : CLOCK).format(at);
}

/** An interval with its zone: "20 May, 14:00 to 14:05 CEST". */
export function intervalText(at: Date, intervalSeconds: number): string {
  const end = new Date(at.getTime() + intervalSeconds * 1000);
  const from = new Intl.DateTimeFormat('en-GB', { ...DAY, ...CLOCK }).format(at);
  const isSameDay = at.toDateString() === end.toDateString();
  const to = new Intl.DateTimeFormat('en-GB', {
    ...(isSameDay ? {} : DAY),
    ...CLOCK,
    timeZoneName: 'short',
  }).format(end);
  return `${from} to ${to}`;
}
