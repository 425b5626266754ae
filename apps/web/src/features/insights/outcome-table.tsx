'use client';

import { FiguresTable } from '@/features/insights/figures-table.tsx';
import { intervalText } from '@/features/insights/interval-text.ts';
import {
  type Bucket,
  OUTCOME_ORDER,
  OUTCOME_WORDS,
  sumOf,
  totalOf,
} from '@/features/insights/outcome-series.ts';

interface OutcomeTableProps {
  readonly buckets: readonly Bucket[];
  readonly intervalSeconds: number;
}

const COLUMNS = [...OUTCOME_ORDER.map((meaning) => OUTCOME_WORDS[meaning].word), 'Attempts'];

/** The chart's figures to read, the newest interval first; intervals without attempts are left out. */
export function OutcomeTable({ buckets, intervalSeconds }: OutcomeTableProps) {
  const attempted = buckets.filter((bucket) => totalOf(bucket) > 0).toReversed();
  return (
    <FiguresTable
      label="Attempts as a table"
      caption="Attempts by interval and outcome"
      unit="Interval"
      columns={COLUMNS}
      rows={attempted.map((bucket) => ({
        key: bucket.atMs,
        name: intervalText(new Date(bucket.atMs), intervalSeconds),
        figures: figuresOf(bucket),
      }))}
      sums={figuresOf(sumOf(buckets))}
    />
  );
}

function figuresOf(outcomes: ReturnType<typeof sumOf>): number[] {
  return [...OUTCOME_ORDER.map((meaning) => outcomes[meaning]), totalOf(outcomes)];
}
