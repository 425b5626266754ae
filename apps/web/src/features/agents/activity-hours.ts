import type { AgentActivity } from '@/wire/wire-types.ts';

const HOUR_MS = 3_600_000;
const HOURS_SHOWN = 24;

/** What an agent did in one hour. */
export interface ActivityHour {
  /** When it begins, in milliseconds since 1970. */
  readonly atMs: number;
  readonly polls: number;
  readonly processed: number;
  readonly failed: number;
}

/** The last 24 hours, the present one last, without gaps: an hour in which an agent was silent is seen as one. */
export function activityHours(hours: AgentActivity['hours'], now: Date): readonly ActivityHour[] {
  const known = new Map(hours.map(({ at, ...counts }) => [startOf(Date.parse(at)), counts]));
  const present = startOf(now.getTime());
  return Array.from({ length: HOURS_SHOWN }, (_, index) => {
    const atMs = present - (HOURS_SHOWN - 1 - index) * HOUR_MS;
    return { atMs, ...(known.get(atMs) ?? { polls: 0, processed: 0, failed: 0 }) };
  });
}

function startOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}

/** Whether anything at all happened in an hour. */
export function isActive({ polls, processed, failed }: ActivityHour): boolean {
  return polls + processed + failed > 0;
}
