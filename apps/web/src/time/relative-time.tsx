'use client';

import { useNow } from '@/time/now.tsx';
import { exactTimeText, relativeTimeText } from '@/time/relative-time-text.ts';

/** A moment, relative to now; the exact time and its zone show on hover and are read by screen readers. */
export function RelativeTime({ at, className }: { readonly at: string; readonly className?: string }) {
  const { now, timeZone } = useNow();
  const date = new Date(at);
  // A moment that the server just wrote can be a little ahead of this machine's clock.
  const shown = date.getTime() - now.getTime() > 0 && date.getTime() - now.getTime() < 20_000 ? now : date;
  const exact = exactTimeText(date, timeZone);
  return (
    <time dateTime={at} title={exact} className={className}>
      {relativeTimeText(shown, now, timeZone)}
      <span className="sr-only">, {exact}</span>
    </time>
  );
}
