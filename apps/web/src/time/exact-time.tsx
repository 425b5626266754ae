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
export function ShortTime(props: TimeProps) {
  return <FormattedTime {...props} format={{ day: 'numeric', month: 'short', ...TO_THE_SECOND }} />;
}

/** A clock time with milliseconds, for traces; the date and the zone show on hover and are read by screen readers. */
export function ClockTime(props: TimeProps) {
  return <FormattedTime {...props} format={{ ...TO_THE_SECOND, fractionalSecondDigits: 3 }} />;
}

const TO_THE_SECOND = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

interface FormattedTimeProps extends TimeProps {
  readonly format: Intl.DateTimeFormatOptions;
}

function FormattedTime({ at, className, format }: FormattedTimeProps) {
  const { timeZone } = useNow();
  const date = new Date(at);
  const exact = exactTimeText(date, timeZone);
  const zone = timeZone === undefined ? {} : { timeZone };
  return (
    <time dateTime={at} title={exact} className={className}>
      <span aria-hidden>{new Intl.DateTimeFormat('en-GB', { ...format, ...zone }).format(date)}</span>
      <span className="sr-only">{exact}</span>
    </time>
  );
}
