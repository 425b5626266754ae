'use client';

import { ChartColumnStacked } from 'lucide-react';
import dynamic from 'next/dynamic';
import { usePathname, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader } from '@/components/frame/page-header.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { SegmentedControl } from '@/components/ui/segmented-control.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { OutcomeLabel } from '@/features/insights/outcome-label.tsx';
import {
  attemptsText,
  type Bucket,
  bucketsOf,
  OUTCOME_ORDER,
  OUTCOME_WORDS,
  sumOf,
} from '@/features/insights/outcome-series.ts';
import { OutcomeTable } from '@/features/insights/outcome-table.tsx';
import { Providers } from '@/features/insights/providers.tsx';
import { RANGES, type Range, rangeFromQuery } from '@/features/insights/range.ts';
import { useOutcomes } from '@/features/insights/use-outcomes.ts';
import { figure } from '@/features/notifications/channel-words.ts';

const OutcomeChart = dynamic(() => import('@/features/insights/outcome-chart.tsx'), {
  ssr: false,
  loading: () => <Skeleton className="h-60 rounded-lg" />,
});

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const;

/** What became of attempts over time, by outcome and by provider. */
export function InsightsPage() {
  const [range, setRange] = useRange();
  const { query, from, to } = useOutcomes(range);
  return (
    <>
      <PageHeader
        title="Insights"
        description="What push services answered, over time and by provider."
        action={<SegmentedControl label="Range" options={RANGES} value={range} onChange={setRange} />}
      />
      {query.data === undefined ? (
        query.isError ? (
          <FailureNotice title="The outcomes could not be loaded" query={query} />
        ) : (
          <InsightsSkeleton />
        )
      ) : query.data.points.length === 0 ? (
        <Notice
          icon={ChartColumnStacked}
          title="Nothing was sent in this time"
          text="Send a notification, or look further back. Outcomes appear here as soon as push services answer."
        />
      ) : (
        <div
          aria-busy={query.isPlaceholderData}
          className={cn('grid gap-5', query.isPlaceholderData && 'opacity-60')}
        >
          <Outcomes
            buckets={bucketsOf(query.data, { from, to, channel: null })}
            intervalSeconds={query.data.intervalSeconds}
          />
          <Providers history={query.data} from={from} to={to} />
        </div>
      )}
    </>
  );
}

/** The range, kept in the address without asking the server for the page again. */
function useRange(): readonly [Range, (range: Range) => void] {
  const query = useSearchParams();
  const path = usePathname();
  return [rangeFromQuery(query), (range) => window.history.replaceState(null, '', `${path}?range=${range}`)];
}

interface OutcomesProps {
  readonly buckets: readonly Bucket[];
  readonly intervalSeconds: number;
}

function Outcomes({ buckets, intervalSeconds }: OutcomesProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const sum = sumOf(buckets);
  return (
    <Panel
      title="Outcomes"
      description={attemptsText(sum)}
      action={<SegmentedControl label="View" options={VIEWS} value={view} onChange={setView} />}
    >
      <dl className="grid grid-cols-2 gap-px border-b bg-line sm:grid-cols-4">
        {OUTCOME_ORDER.map((meaning) => (
          <div key={meaning} className="grid content-start gap-0.5 bg-surface px-4 py-3">
            <dt className="text-sm">
              <OutcomeLabel meaning={meaning} />
            </dt>
            <dd className="font-semibold text-lg tabular-nums">{figure(sum[meaning])}</dd>
            <dd className="text-ink-soft text-xs">{OUTCOME_WORDS[meaning].sentence}</dd>
          </div>
        ))}
      </dl>
      {view === 'chart' ? (
        <div className="px-2 py-4 sm:px-4">
          <OutcomeChart buckets={buckets} intervalSeconds={intervalSeconds} isSmall={false} />
        </div>
      ) : (
        <OutcomeTable buckets={buckets} intervalSeconds={intervalSeconds} />
      )}
    </Panel>
  );
}

export function InsightsSkeleton() {
  return (
    <div className="grid gap-5">
      <p role="status" className="sr-only">
        Loading the outcomes
      </p>
      <Skeleton className="h-96 rounded-xl" />
      <Skeleton className="h-40 rounded-xl" />
    </div>
  );
}
