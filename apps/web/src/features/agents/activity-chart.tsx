'use client';

import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { ActivityHour } from '@/features/agents/activity-hours.ts';
import { intervalText, tickText } from '@/features/insights/interval-text.ts';
import { figure } from '@/features/notifications/channel-words.ts';

const HOUR_SECONDS = 3600;
const TICK = { fill: 'var(--ink-soft)', fontSize: 11 } as const;

interface ActivityChartProps {
  readonly hours: readonly ActivityHour[];
}

/** An agent's last day, hour by hour: polls above, acknowledgements below. The same figures stand in a table. */
export default function ActivityChart({ hours }: ActivityChartProps) {
  return (
    <div className="grid gap-1">
      <Bars title="Polls" hours={hours} series={[{ key: 'polls', fill: 'var(--accent)' }]} hasAxis={false} />
      <Bars
        title="Acknowledged"
        hours={hours}
        series={[
          { key: 'processed', fill: 'var(--working)' },
          { key: 'failed', fill: 'var(--attention)' },
        ]}
        hasAxis
      />
    </div>
  );
}

interface BarsProps {
  readonly title: string;
  readonly hours: readonly ActivityHour[];
  readonly series: ReadonlyArray<{ readonly key: 'polls' | 'processed' | 'failed'; readonly fill: string }>;
  /** The hours stand below the lower one alone. */
  readonly hasAxis: boolean;
}

function Bars({ title, hours, series, hasAxis }: BarsProps) {
  return (
    <figure>
      <figcaption className="px-2 text-ink-soft text-xs">{title}</figcaption>
      <ResponsiveContainer width="100%" height={hasAxis ? 96 : 72}>
        <BarChart
          data={[...hours]}
          barCategoryGap="15%"
          margin={{ top: 4, right: 8, bottom: 0, left: 0 }}
          accessibilityLayer
        >
          <XAxis
            dataKey="atMs"
            hide={!hasAxis}
            tickFormatter={(atMs: number) => tickText(new Date(atMs), hours.length * HOUR_SECONDS)}
            minTickGap={36}
            tickLine={false}
            axisLine={{ stroke: 'var(--line)' }}
            tick={TICK}
          />
          <YAxis
            width={40}
            allowDecimals={false}
            tickCount={3}
            tickFormatter={(count: number) => figure(count)}
            tickLine={false}
            axisLine={false}
            tick={TICK}
          />
          <Tooltip
            cursor={{ fill: 'var(--sunken)' }}
            isAnimationActive={false}
            content={({ active, payload }) => <Figures hour={active ? payload?.[0]?.payload : undefined} />}
          />
          {series.map(({ key, fill }) => (
            <Bar key={key} dataKey={key} stackId="hour" fill={fill} isAnimationActive={false} />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </figure>
  );
}

function Figures({ hour }: { readonly hour: ActivityHour | undefined }) {
  if (hour === undefined) return null;
  return (
    <div className="grid gap-1.5 rounded-lg border bg-raised px-3 py-2 text-ink text-xs shadow-pop">
      <p className="font-medium">{intervalText(new Date(hour.atMs), HOUR_SECONDS)}</p>
      <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5 tabular-nums">
        {(['polls', 'processed', 'failed'] as const).map((key) => (
          <div key={key} className="contents">
            <dt className="capitalize">{key}</dt>
            <dd className="text-right">{figure(hour[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
