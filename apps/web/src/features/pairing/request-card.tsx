'use client';

import { Check, TriangleAlert, X } from 'lucide-react';
import { FormFailure } from '@/components/form-failure.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { DeviceIcon } from '@/features/devices/device-icon.tsx';
import { groupedCode } from '@/features/pairing/code-text.ts';
import { Countdown } from '@/features/pairing/countdown.tsx';
import { allowances, askerName, platformText } from '@/features/pairing/pairing-words.ts';
import { useTimeLeft } from '@/features/pairing/use-time-left.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { Failure } from '@/wire/failure.ts';
import type { PairingRequest } from '@/wire/wire-types.ts';

interface RequestCardProps {
  readonly code: string;
  readonly request: PairingRequest;
  readonly pending: 'approve' | 'reject' | null;
  readonly failure: Failure | null;
  readonly onApprove: () => void;
  readonly onReject: () => void;
  readonly onStartOver: () => void;
}

/** What asks to be paired and what it will be allowed; nothing happens before a click here. */
export function RequestCard(props: RequestCardProps) {
  const { request, pending } = props;
  const leftMs = useTimeLeft(request.expiresAt);
  const name = askerName(request);
  const isOver = leftMs === 0;
  return (
    <Panel
      title={`${name} wants to be paired`}
      description="This is what the app says of itself, and where it asks from."
      action={<DeviceIcon device={request} />}
    >
      <Asker request={request} code={props.code} />
      <Allowances />
      <div className="grid gap-4 border-t p-4">
        {isOver ? (
          <p role="status" className="font-medium text-sm">
            This code has ended. Ask the app for a new one.
          </p>
        ) : (
          <Countdown leftMs={leftMs} />
        )}
        <FormFailure failure={props.failure} />
        <p className="text-ink-soft text-sm">
          Approve only what you started yourself, on a device in front of you. Did somebody send you this code
          or a link with it? Then reject it.
        </p>
        <div className="flex flex-wrap gap-2 max-sm:*:flex-1">
          {isOver ? (
            <Button onClick={props.onStartOver}>Enter another code</Button>
          ) : (
            <>
              <Button variant="primary" isPending={pending === 'approve'} onClick={props.onApprove}>
                {pending === 'approve' ? null : <Check aria-hidden />}
                Approve
              </Button>
              <Button isPending={pending === 'reject'} onClick={props.onReject}>
                {pending === 'reject' ? null : <X aria-hidden />}
                Reject
              </Button>
            </>
          )}
        </div>
      </div>
    </Panel>
  );
}

function Asker({ request, code }: { readonly request: PairingRequest; readonly code: string }) {
  return (
    <dl className="divide-y">
      <Fact label="Platform">{platformText(request)}</Fact>
      {request.model === null ? null : <Fact label="Model">{request.model}</Fact>}
      <Fact label="Address">{request.ipAddress ?? <span className="text-ink-soft">Not known</span>}</Fact>
      <Fact label="Asked">
        <RelativeTime at={request.createdAt} />
      </Fact>
      <Fact label="Code">
        <span className="font-mono tabular-nums">{groupedCode(code)}</span>
      </Fact>
    </dl>
  );
}

function Allowances() {
  const { user } = useViewer();
  return (
    <section className="border-t px-4 py-3" aria-label="What will be allowed">
      <h3 className="mb-1.5 font-medium text-ink-soft text-xs">What will be allowed</h3>
      <ul className="grid gap-1.5 text-sm">
        {allowances(user).map(({ sentence, isBroad }) => (
          <li key={sentence} className="flex gap-2">
            {isBroad ? (
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-attention" />
            ) : (
              <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-faint" />
            )}
            <span className="min-w-0 [overflow-wrap:anywhere]">{sentence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
