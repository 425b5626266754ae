export interface MuteChoice {
  readonly label: string;
  readonly until: (now: Date) => Date;
}

const HOUR_MS = 3_600_000;

/** For how long a device can be muted from its menu. Local days, as the person who asks counts them. */
export const MUTE_CHOICES: readonly MuteChoice[] = [
  { label: 'For 1 hour', until: (now) => new Date(now.getTime() + HOUR_MS) },
  { label: 'For 8 hours', until: (now) => new Date(now.getTime() + 8 * HOUR_MS) },
  { label: 'Until tomorrow, 8:00', until: (now) => atEight(now, 1) },
  { label: 'For a week', until: (now) => atEight(now, 7) },
];

function atEight(now: Date, daysAhead: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + daysAhead, 8);
}
