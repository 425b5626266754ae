'use client';

import { Activity } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { SegmentedControl } from '@/components/ui/segmented-control.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { activityHours, isActive } from '@/features/agents/activity-hours.ts';
import { ActivityTable } from '@/features/agents/activity-table.tsx';
import {
  acknowledgedText,
  agentState,
  pollFrequencyText,
  successRateText,
} from '@/features/agents/agent-words.ts';
import { useAgentActivity } from '@/features/agents/use-agent-activity.ts';
import { figure } from '@/features/notifications/channel-words.ts';
import { useNow } from '@/time/now.tsx';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { AgentActivity, Device } from '@/wire/wire-types.ts';

const ActivityChart = dynamic(() => import('@/features/agents/activity-chart.tsx'), {
  ssr: false,
  loading: () => <Skeleton className="h-44 rounded-lg" />,
});

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
] as const;

/** SEC-10: whether an agent is there, how often it polls, and how much of what it gets it processes. */
export function ActivityPanel({ agent }: { readonly agent: Device }) {
  const query = useAgentActivity(agent.id);
  const { now } = useNow();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const activity = query.data;
  const hours = activity === undefined ? [] : activityHours(activity.hours, now);
  const hasActivity = hours.some(isActive);
  return (
    <Panel
      title="Activity"
      description="In the last 24 hours"
      action={
        hasActivity ? <SegmentedControl label="View" options={VIEWS} value={view} onChange={setView} /> : null
      }
    >
      {activity === undefined ? (
        query.isError ? (
          <FailureNotice title="Its activity could not be loaded" query={query} />
        ) : (
          <div role="status" className="grid gap-3 p-4">
            <span className="sr-only">Loading its activity</span>
            <Skeleton className="h-14" />
            <Skeleton className="h-44" />
          </div>
        )
      ) : (
        <>
          <Figures agent={agent} activity={activity} />
          {!hasActivity ? (
            <Notice
              icon={Activity}
              title={activity.lastPollAt === null ? 'It was never there' : 'It was silent'}
              text={
                activity.lastPollAt === null
                  ? 'Start it with its secret. Each poll and each acknowledgement then shows here, hour by hour.'
                  : 'It did not ask for messages in the last 24 hours. Each poll and each acknowledgement shows here, hour by hour.'
              }
            />
          ) : view === 'chart' ? (
            <div className="px-2 py-3">
              <ActivityChart hours={hours} />
            </div>
          ) : (
            <ActivityTable hours={hours} />
          )}
        </>
      )}
    </Panel>
  );
}

interface FiguresProps {
  readonly agent: Device;
  readonly activity: AgentActivity;
}

function Figures({ agent, activity }: FiguresProps) {
  const { now, timeZone } = useNow();
  const { polls, secondsBetweenPolls, successRate, lastPollAt } = activity;
  const state = agentState(activity, now, timeZone);
  return (
    <dl className="grid grid-cols-2 gap-px border-b bg-line sm:grid-cols-3 max-sm:[&>*:first-child]:col-span-2">
      <Figure
        label="State"
        note={
          lastPollAt === null ? (
            'It never asked for messages'
          ) : (
            <>
              Last poll <RelativeTime at={lastPollAt} />
            </>
          )
        }
      >
        {agent.status === 'revoked' ? (
          <MeaningLabel meaning="stopped" word="Revoked" />
        ) : (
          <MeaningLabel meaning={state.meaning} word={state.word} />
        )}
      </Figure>
      <Figure
        label="Polls"
        note={polls < 2 ? 'How often: too few to tell' : pollFrequencyText(secondsBetweenPolls)}
      >
        {figure(polls)}
      </Figure>
      <Figure label="Success rate" note={acknowledgedText(activity)}>
        {successRateText(successRate)}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Figure({ label, note, children }: FigureProps) {
  return (
    <div className="grid content-start gap-0.5 bg-surface px-4 py-3">
      <dt className="text-ink-soft text-sm">{label}</dt>
      <dd className="font-semibold text-lg tabular-nums">{children}</dd>
      <dd className="text-ink-soft text-xs">{note}</dd>
    </div>
  );
}
