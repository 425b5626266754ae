'use client';

import { intervalText } from '@/features/insights/interval-text.ts';
import {
  type Bucket,
  OUTCOME_ORDER,
  OUTCOME_WORDS,
  sumOf,
  totalOf,
} from '@/features/insights/outcome-series.ts';
import { figure } from '@/features/notifications/channel-words.ts';

interface OutcomeTableProps {
  readonly buckets: readonly Bucket[];
  readonly intervalSeconds: number;
}

/** The chart's figures to read, the newest interval first; intervals without attempts are left out. */
export function OutcomeTable({ buckets, intervalSeconds }: OutcomeTableProps) {
  const rows = buckets.filter((bucket) => totalOf(bucket) > 0).toReversed();
  const sum = sumOf(buckets);
  return (
    // A region that scrolls has to be reachable by keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label="Attempts as a table" tabIndex={0} className="max-h-80 overflow-auto">
      <table className="w-full text-right text-sm tabular-nums">
        <caption className="sr-only">Attempts by interval and outcome</caption>
        <thead className="sticky top-0 bg-surface text-ink-soft text-xs [&_th]:px-4 [&_th]:py-2 [&_th]:font-medium">
          <tr>
            <th scope="col" className="text-left">
              Interval
            </th>
            {OUTCOME_ORDER.map((meaning) => (
              <th key={meaning} scope="col">
                {OUTCOME_WORDS[meaning].word}
              </th>
            ))}
            <th scope="col">Attempts</th>
          </tr>
        </thead>
        <tbody className="divide-y border-t [&_td]:px-4 [&_td]:py-1.5">
          {rows.map((bucket) => (
            <tr key={bucket.atMs}>
              <th scope="row" className="whitespace-nowrap px-4 py-1.5 text-left font-normal">
                {intervalText(new Date(bucket.atMs), intervalSeconds)}
              </th>
              {OUTCOME_ORDER.map((meaning) => (
                <td key={meaning}>{figure(bucket[meaning])}</td>
              ))}
              <td>{figure(totalOf(bucket))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t font-medium [&_td]:px-4 [&_td]:py-2">
          <tr>
            <th scope="row" className="px-4 py-2 text-left">
              All
            </th>
            {OUTCOME_ORDER.map((meaning) => (
              <td key={meaning}>{figure(sum[meaning])}</td>
            ))}
            <td>{figure(totalOf(sum))}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
