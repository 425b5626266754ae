'use client';

import { ArrowRight, CircleCheck, CircleSlash } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { Notice } from '@/components/notice.tsx';
import { Button } from '@/components/ui/button.tsx';

export type Outcome =
  | { readonly kind: 'approved'; readonly name: string; readonly deviceId: string }
  | { readonly kind: 'rejected'; readonly name: string };

/** What became of it, and where to go on. */
export function PairingOutcome({
  outcome,
  onStartOver,
}: {
  readonly outcome: Outcome;
  readonly onStartOver: () => void;
}) {
  const card = useRef<HTMLDivElement>(null);
  // The button that was clicked is gone: what happened is the next best place for the focus.
  useEffect(() => card.current?.focus(), []);
  return (
    <div
      ref={card}
      tabIndex={-1}
      role="status"
      className="rounded-xl border bg-surface shadow-xs outline-none"
    >
      {outcome.kind === 'approved' ? (
        <Notice
          icon={CircleCheck}
          title={`${outcome.name} is paired`}
          text="The app signs in by itself within a few seconds. It stays in your list of devices, where you can revoke it."
        >
          <Button asChild variant="primary">
            <Link href={`/devices/${outcome.deviceId}`}>
              Open the device
              <ArrowRight aria-hidden />
            </Link>
          </Button>
          <Button onClick={onStartOver}>Pair another</Button>
        </Notice>
      ) : (
        <Notice
          icon={CircleSlash}
          title={`${outcome.name} is turned away`}
          text="Its code has ended and it is not signed in. Was it not you who started this? Then nothing else is needed: it got nothing."
        >
          <Button onClick={onStartOver}>Enter another code</Button>
        </Notice>
      )}
    </div>
  );
}
