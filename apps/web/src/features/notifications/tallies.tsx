import { cn } from '@/components/ui/class-names.ts';
import { figure } from '@/features/notifications/channel-words.ts';
import { tallies } from '@/features/notifications/delivery-words.ts';
import type { Notification } from '@/wire/wire-types.ts';

/** The colour of each meaning as a surface. */
export const BARS = {
  working: 'bg-working',
  waiting: 'bg-waiting',
  attention: 'bg-attention',
  stopped: 'bg-stopped',
} as const;

/** What became of a notification on all devices: a bar of shares for the eye, and the figures. */
export function Tallies({ counts }: { readonly counts: Notification['counts'] }) {
  const found = tallies(counts);
  if (found.length === 0) return <p className="text-ink-soft text-xs">No devices to send to</p>;
  return (
    <div className="grid gap-1">
      {counts.total > 1 ? (
        <div aria-hidden className="flex h-1 max-w-48 gap-px overflow-hidden rounded-full">
          {found.map(({ word, meaning, count }) => (
            <span key={word} className={cn('h-full min-w-1', BARS[meaning])} style={{ flexGrow: count }} />
          ))}
        </div>
      ) : null}
      <p className="text-ink-soft text-xs tabular-nums">
        {found.map(({ count, word }) => `${figure(count)} ${word}`).join(', ')}
        {found.length > 1 ? ` of ${figure(counts.total)}` : ''}
      </p>
    </div>
  );
}
