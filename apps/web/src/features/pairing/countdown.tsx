'use client';

import { PAIRING_SECONDS } from '@carillon/contracts/pairing';
import { cn } from '@/components/ui/class-names.ts';
import { countdownText } from '@/features/pairing/pairing-words.ts';

const URGENT_MS = 30_000;

/** How long a code can still be used; read when asked for, not every second. */
export function Countdown({ leftMs }: { readonly leftMs: number }) {
  const share = Math.min(1, leftMs / (PAIRING_SECONDS * 1000));
  return (
    <div className="grid gap-1.5">
      <p className="flex items-baseline justify-between text-sm">
        <span className="text-ink-soft">The code can be used for</span>
        <span
          role="timer"
          className={cn('font-medium font-mono tabular-nums', leftMs < URGENT_MS && 'text-attention')}
        >
          {countdownText(leftMs)}
        </span>
      </p>
      <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
    </div>
  );
}
