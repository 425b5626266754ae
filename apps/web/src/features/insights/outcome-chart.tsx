'use client';

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { intervalText, tickText } from '@/features/insights/interval-text.ts';
import { OutcomeLabel } from '@/features/insights/outcome-label.tsx';
import { type Bucket, OUTCOME_ORDER, totalOf } from '@/features/insights/outcome-series.ts';
import { figure } from '@/features/notifications/channel-words.ts';

interface OutcomeChartProps {
  readonly buckets: readonly Bucket[];
  readonly intervalSeconds: number;
  /** One of several small ones: no axes, no figures on hover. */
  readonly isSmall: boolean;
}

/** Attempts over time, stacked by what became of them. The same figures stand in a table for those who read. */
export default function OutcomeChart({ buckets, intervalSeconds, isSmall }: OutcomeChartProps) {
  return (
    <ResponsiveContainer width="100%" height={isSmall ? 40 : 240}>
      <BarChart
        data={[...buckets]}
        barCategoryGap={buckets.length > 60 ? 0 : '15%'}
        margin={isSmall ? { top: 0, right: 0, bottom: 0, left: 0 } : { top: 8, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={!isSmall}
      >
        {isSmall ? null : (
          <>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="atMs"
              tickFormatter={(atMs: number) => tickText(new Date(atMs), intervalSeconds * buckets.length)}
              minTickGap={36}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              tick={{ fill: 'var(--ink-soft)', fontSize: 11 }}
            />
            <YAxis
              width={48}
              allowDecimals={false}
              tickFormatter={(count: number) => figure(count)}
              tickLine={false}
              axisLine={false}
              tick={{ fill: 'var(--ink-soft)', fontSize: 11 }}
            />
            <Tooltip
              cursor={{ fill: 'var(--sunken)' }}
              isAnimationActive={false}
              content={({ active, payload }) => (
                <Figures
                  bucket={active ? payload?.[0]?.payload : undefined}
                  intervalSeconds={intervalSeconds}
                />
              )}
            />
          </>
        )}
        {OUTCOME_ORDER.map((meaning) => (
          <Bar
            key={meaning}
            dataKey={meaning}
            stackId="outcomes"
            fill={`var(--${meaning})`}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

interface FiguresProps {
  readonly bucket: Bucket | undefined;
  readonly intervalSeconds: number;
}

function Figures({ bucket, intervalSeconds }: FiguresProps) {
  if (bucket === undefined) return null;
  return (
    <div className="grid gap-1.5 rounded-lg border bg-raised px-3 py-2 text-ink text-xs shadow-pop">
      <p className="font-medium">{intervalText(new Date(bucket.atMs), intervalSeconds)}</p>
      <dl className="grid grid-cols-[auto_auto] gap-x-4 gap-y-0.5 tabular-nums">
        {OUTCOME_ORDER.filter((meaning) => bucket[meaning] > 0).map((meaning) => (
          <div key={meaning} className="contents">
            <dt>
              <OutcomeLabel meaning={meaning} />
            </dt>
            <dd className="text-right">{figure(bucket[meaning])}</dd>
          </div>
        ))}
        <div className="contents font-medium">
          <dt>Attempts</dt>
          <dd className="text-right">{figure(totalOf(bucket))}</dd>
        </div>
      </dl>
    </div>
  );
}
