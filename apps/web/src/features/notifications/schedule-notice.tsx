'use client';

import { CalendarClock } from 'lucide-react';
import { useNow } from '@/time/now.tsx';
import { exactTimeText, relativeTimeText } from '@/time/relative-time-text.ts';
import type { Notification } from '@/wire/wire-types.ts';

/** When a scheduled notification goes out, and to whom. */
export function ScheduleNotice({ notification }: { readonly notification: Notification }) {
  const { now, timeZone } = useNow();
  if (notification.sendAt === null) return null;
  const at = new Date(notification.sendAt);
  return (
    <div className="flex items-start gap-3 rounded-xl border bg-waiting-soft px-4 py-3 text-sm">
      <CalendarClock aria-hidden className="mt-0.5 size-4 shrink-0 text-waiting" />
      <p>
        <span className="font-medium">
          {at <= now ? 'It goes out now' : `It goes out ${relativeTimeText(at, now, timeZone)}`}
        </span>
        , at <time dateTime={notification.sendAt}>{exactTimeText(at, timeZone)}</time>, to the devices that
        fit then.
      </p>
    </div>
  );
}
