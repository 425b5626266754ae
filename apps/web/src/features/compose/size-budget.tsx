import { cn } from '@/components/ui/class-names.ts';
import type { PayloadSize } from '@/features/compose/payload-size.ts';
import { figure } from '@/features/notifications/channel-words.ts';

/** How much of what each way carries the message takes. */
export function SizeBudget({ sizes }: { readonly sizes: readonly PayloadSize[] }) {
  return (
    <dl className="grid gap-x-4 gap-y-2 border-t px-4 py-3 text-xs sm:grid-cols-3">
      {sizes.map(({ name, bytes, bytesMax }) => {
        const isOver = bytes > bytesMax;
        return (
          <div key={name} className="grid gap-1">
            <dt className="text-ink-soft">{name}</dt>
            <dd className="grid gap-1 tabular-nums">
              <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
                <span
                  className={cn('block h-full rounded-full', isOver ? 'bg-danger' : 'bg-accent')}
                  style={{ width: `${Math.min(100, (bytes / bytesMax) * 100)}%` }}
                />
              </span>
              <span className={cn(isOver && 'font-medium text-danger')}>
                about {figure(bytes)} of {figure(bytesMax)} bytes{isOver ? ': too large' : ''}
              </span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
