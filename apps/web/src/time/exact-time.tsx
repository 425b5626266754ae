'use client';

import { useNow } from '@/time/now.tsx';
import { exactTimeText } from '@/time/relative-time-text.ts';

interface TimeProps {
  readonly at: string;
  readonly className?: string;
}

/** A moment with its day, second and zone, for records that are read as evidence. */
export function ExactTime({ at, className }: TimeProps) {
  const { timeZone } = useNow();
  return (
    <time dateTime={at} title={at} className={className}>
      {exactTimeText(new Date(at), timeZone)}
    </time>
  );
}

/** Day, month and clock time with seconds, for lists of such records; year and zone show on hover and are read aloud. */
export function ShortTime({ at, className }: TimeProps) {
  const { timeZone } = useNow();
  const date = new Date(at);
  const exact = exactTimeText(date, timeZone);
  const short = new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(date);
  return (
    <time dateTime={at} title={exact} className={className}>
      <span aria-hidden>{short}</span>
      <span className="sr-only">{exact}</span>
    </time>
  );
}
