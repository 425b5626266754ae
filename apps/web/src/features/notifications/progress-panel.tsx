'use client';

import { useEffect, useState } from 'react';
import { Panel } from '@/components/panel.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { CHANNELS, devicesText, figure } from '@/features/notifications/channel-words.ts';
import { type DeliveryState, tallies } from '@/features/notifications/delivery-words.ts';
import {
  rateOf,
  rateText,
  type Sample,
  settledOf,
  timeLeftText,
  withSample,
} from '@/features/notifications/progress.ts';
import { BARS } from '@/features/notifications/tallies.tsx';
import type { NotificationDetail } from '@/wire/wire-types.ts';

interface ProgressPanelProps {
  readonly notification: NotificationDetail;
  /** When the counts were read. */
  readonly readAtMs: number;
  readonly onChooseState: (state: DeliveryState) => void;
}

/** A broadcast as it goes out: how far it is, how fast, how long it still takes, and how it goes by each way. */
export function ProgressPanel({ notification, readAtMs, onChooseState }: ProgressPanelProps) {
  const { counts, status, channels } = notification;
  const isMoving = status === 'sending' || status === 'expanding';
  const perSecond = useRate(settledOf(counts), readAtMs);
  const settled = settledOf(counts);
  const left = timeLeftText(notification, perSecond);
  return (
    <Panel title="Progress" description={isMoving ? 'Follows by itself' : undefined}>
      <div className="grid gap-3 p-4">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <p className="font-semibold text-lg tabular-nums">
            {figure(settled)}{' '}
            <span className="font-normal text-ink-soft text-sm">of {devicesText(counts.total)}</span>
            {status === 'expanding' ? (
              <span className="font-normal text-ink-soft text-sm">, more are being found</span>
            ) : null}
          </p>
          {isMoving ? (
            <p className="text-ink-soft text-sm tabular-nums">
              {perSecond === null ? 'Measuring…' : rateText(perSecond)}
              {left === null ? '' : ` · ${left}`}
            </p>
          ) : null}
        </div>
        <progress
          className="sr-only"
          aria-label="Devices done"
          value={settled}
          max={Math.max(1, counts.total)}
        />
        <ShareBar counts={counts} className="h-2.5" />
        <Legend counts={counts} onChooseState={onChooseState} />
      </div>
      {channels.length > 1 ? <Channels channels={channels} /> : <OneChannel channels={channels} />}
    </Panel>
  );
}

/** Devices a second, from what the page saw itself. */
function useRate(settled: number, readAtMs: number): number | null {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    setSamples((earlier) => withSample(earlier, { atMs: readAtMs, settled }));
  }, [readAtMs, settled]);
  return rateOf(samples);
}

function ShareBar({
  counts,
  className,
}: {
  readonly counts: NotificationDetail['counts'];
  readonly className: string;
}) {
  return (
    <div aria-hidden className={cn('flex gap-px overflow-hidden rounded-full bg-sunken', className)}>
      {tallies(counts).map(({ state, meaning, count }) => (
        <span
          key={state}
          className={cn('h-full min-w-0.5', meaning === 'waiting' ? 'bg-waiting/35' : BARS[meaning])}
          style={{ flexGrow: count }}
        />
      ))}
    </div>
  );
}

/** Figures by state; each shows the devices behind it. */
function Legend({
  counts,
  onChooseState,
}: {
  readonly counts: NotificationDetail['counts'];
  readonly onChooseState: (state: DeliveryState) => void;
}) {
  return (
    <ul aria-label="Devices by state" className="-mx-1.5 flex flex-wrap gap-x-1 gap-y-0.5">
      {tallies(counts).map(({ state, word, meaning, count }) => (
        <li key={state}>
          <button
            type="button"
            onClick={() => onChooseState(state)}
            className="inline-flex h-7 items-center gap-1.5 rounded-md px-1.5 text-sm hover:bg-sunken"
          >
            <span aria-hidden className={cn('size-2 rounded-full', BARS[meaning])} />
            <span className="font-medium tabular-nums">{figure(count)}</span> {word}
          </button>
        </li>
      ))}
    </ul>
  );
}

function OneChannel({ channels }: Pick<NotificationDetail, 'channels'>) {
  const [only] = channels;
  if (only === undefined) return null;
  return <p className="border-t px-4 py-2.5 text-ink-soft text-sm">All by {CHANNELS[only.channel].name}</p>;
}

function Channels({ channels }: Pick<NotificationDetail, 'channels'>) {
  return (
    <div className="overflow-x-auto border-t">
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">Devices by provider</caption>
        <thead className="text-ink-faint text-xs">
          <tr className="border-b [&>th]:px-4 [&>th]:py-2 [&>th]:font-medium">
            <th scope="col" className="text-left">
              Provider
            </th>
            <th scope="col" className="w-2/5 text-left max-sm:hidden">
              Outcomes
            </th>
            <th scope="col" className="text-right">
              Accepted
            </th>
            <th scope="col" className="text-right">
              Not delivered
            </th>
            <th scope="col" className="text-right">
              Waiting
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {channels.map(({ channel, counts }) => {
            const waiting = counts.pending + counts.sending;
            const delivered = counts.accepted + counts.received + counts.displayed + counts.clicked;
            return (
              <tr key={channel} className="[&>*]:px-4 [&>*]:py-2">
                <th scope="row" className="text-left font-medium">
                  {CHANNELS[channel].name}
                </th>
                <td className="max-sm:hidden">
                  <ShareBar counts={counts} className="h-1.5" />
                </td>
                <td className="text-right">{figure(delivered)}</td>
                <td className="text-right">{figure(counts.total - waiting - delivered)}</td>
                <td className="text-right">{figure(waiting)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
