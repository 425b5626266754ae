'use client';

import dynamic from 'next/dynamic';
import { Panel } from '@/components/panel.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { OutcomeLabel } from '@/features/insights/outcome-label.tsx';
import {
  attemptsText,
  bucketsOf,
  classesOf,
  meaningOf,
  OUTCOME_ORDER,
  sumOf,
} from '@/features/insights/outcome-series.ts';
import type { useOutcomes } from '@/features/insights/use-outcomes.ts';
import { CHANNEL_ORDER, CHANNELS, figure } from '@/features/notifications/channel-words.ts';

const OutcomeChart = dynamic(() => import('@/features/insights/outcome-chart.tsx'), {
  ssr: false,
  loading: () => <Skeleton className="h-10" />,
});

interface ProvidersProps {
  readonly history: NonNullable<ReturnType<typeof useOutcomes>['query']['data']>;
  readonly from: Date;
  readonly to: Date;
}

/** The same outcomes for each provider by itself, since one that refuses everything is lost in a sum. */
export function Providers({ history, from, to }: ProvidersProps) {
  const used = CHANNEL_ORDER.filter((channel) => history.points.some((point) => point.channel === channel));
  return (
    <Panel title="By provider" description="Each on a scale of its own">
      <ul className="divide-y">
        {used.map((channel) => {
          const buckets = bucketsOf(history, { from, to, channel });
          const sum = sumOf(buckets);
          return (
            <li
              key={channel}
              className="grid items-center gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[12rem_minmax(0,1fr)]"
            >
              <div>
                <h3 className="font-medium">{CHANNELS[channel].name}</h3>
                <p className="text-ink-soft text-xs tabular-nums">{attemptsText(sum)}</p>
              </div>
              <div className="grid min-w-0 gap-1.5">
                <div aria-hidden>
                  <OutcomeChart buckets={buckets} intervalSeconds={history.intervalSeconds} isSmall />
                </div>
                <Classes sum={sum} classes={classesOf(history.points, channel)} />
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

interface ClassesProps {
  readonly sum: ReturnType<typeof sumOf>;
  readonly classes: ReturnType<typeof classesOf>;
}

/** Figures by outcome; what went wrong also by its class, as logs and metrics name it. */
function Classes({ sum, classes }: ClassesProps) {
  return (
    <ul aria-label="Outcomes" className="flex flex-wrap gap-x-4 gap-y-1 text-xs tabular-nums">
      {OUTCOME_ORDER.filter((meaning) => sum[meaning] > 0).map((meaning) => (
        <li key={meaning} className="flex items-center gap-1.5">
          <OutcomeLabel meaning={meaning} />
          {figure(sum[meaning])}
          {meaning === 'working' ? null : (
            <code className="font-mono text-2xs text-ink-soft">
              {classes
                .filter(({ status }) => meaningOf(status) === meaning)
                .map(({ status, count }) => `${status} ${figure(count)}`)
                .join(', ')}
            </code>
          )}
        </li>
      ))}
    </ul>
  );
}
