'use client';

import { type ActivityHour, isActive } from '@/features/agents/activity-hours.ts';
import { intervalText } from '@/features/insights/interval-text.ts';
import { figure } from '@/features/notifications/channel-words.ts';

const HOUR_SECONDS = 3600;
const COLUMNS = [
  { key: 'polls', label: 'Polls' },
  { key: 'processed', label: 'Processed' },
  { key: 'failed', label: 'Failed' },
] as const;

/** The chart's figures to read, the newest hour first; hours in which nothing happened are left out. */
export function ActivityTable({ hours }: { readonly hours: readonly ActivityHour[] }) {
  const rows = hours.filter(isActive).toReversed();
  return (
    <section
      aria-label="Activity as a table"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
      tabIndex={0}
      className="max-h-72 overflow-auto"
    >
      <table className="w-full text-right text-sm tabular-nums">
        <caption className="sr-only">Polls and acknowledgements by hour</caption>
        <thead className="sticky top-0 bg-surface text-ink-soft text-xs [&_th]:px-4 [&_th]:py-2 [&_th]:font-medium">
          <tr>
            <th scope="col" className="text-left">
              Hour
            </th>
            {COLUMNS.map(({ key, label }) => (
              <th key={key} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y border-t [&_td]:px-4 [&_td]:py-1.5">
          {rows.map((hour) => (
            <tr key={hour.atMs}>
              <th scope="row" className="px-4 py-1.5 text-left font-normal">
                {intervalText(new Date(hour.atMs), HOUR_SECONDS)}
              </th>
              {COLUMNS.map(({ key }) => (
                <td key={key}>{figure(hour[key])}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t font-medium [&_td]:px-4 [&_td]:py-2">
          <tr>
            <th scope="row" className="px-4 py-2 text-left">
              All
            </th>
            {COLUMNS.map(({ key }) => (
              <td key={key}>{figure(hours.reduce((sum, hour) => sum + hour[key], 0))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
