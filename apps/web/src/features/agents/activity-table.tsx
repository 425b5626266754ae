'use client';

import { type ActivityHour, isActive } from '@/features/agents/activity-hours.ts';
import { FiguresTable } from '@/features/insights/figures-table.tsx';
import { intervalText } from '@/features/insights/interval-text.ts';

const HOUR_SECONDS = 3600;
const FIGURES = ['polls', 'processed', 'failed'] as const;

/** The chart's figures to read, the newest hour first; hours in which nothing happened are left out. */
export function ActivityTable({ hours }: { readonly hours: readonly ActivityHour[] }) {
  const active = hours.filter(isActive).toReversed();
  return (
    <FiguresTable
      label="Activity as a table"
      caption="Polls and acknowledgements by hour"
      unit="Hour"
      columns={['Polls', 'Processed', 'Failed']}
      rows={active.map((hour) => ({
        key: hour.atMs,
        name: intervalText(new Date(hour.atMs), HOUR_SECONDS),
        figures: FIGURES.map((name) => hour[name]),
      }))}
      sums={FIGURES.map((name) => hours.reduce((sum, hour) => sum + hour[name], 0))}
    />
  );
}
