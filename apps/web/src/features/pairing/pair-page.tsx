'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Panel } from '@/components/panel.tsx';
import { CodeForm } from '@/features/pairing/code-form.tsx';
import { type Outcome, PairingOutcome } from '@/features/pairing/pairing-outcome.tsx';
import { askerName } from '@/features/pairing/pairing-words.ts';
import { RequestCard } from '@/features/pairing/request-card.tsx';
import { ServerAddress } from '@/features/pairing/server-address.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { PairingRequest } from '@/wire/wire-types.ts';

interface PairPageProps {
  /** From the link of an app's QR code; empty without one. */
  readonly firstCode: string;
  readonly apiUrl: string;
}

/** AUTH-4: the person enters the code that an app shows, sees what asks, and decides. */
export function PairPage({ firstCode, apiUrl }: PairPageProps) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
      <Pairing firstCode={firstCode} />
      <ServerAddress apiUrl={apiUrl} />
    </div>
  );
}

function Pairing({ firstCode }: { readonly firstCode: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [found, setFound] = useState<{ readonly code: string; readonly request: PairingRequest } | null>(
    null,
  );
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const name = found === null ? '' : askerName(found.request);
  const find = useMutation(
    trpc.pairings.find.mutationOptions({
      onSuccess: (request, { code }) => setFound({ code, request }),
    }),
  );
  const confirm = useMutation(
    trpc.pairings.confirm.mutationOptions({
      onSuccess: async (device) => {
        setOutcome({ kind: 'approved', name, deviceId: device.id });
        await queryClient.invalidateQueries(trpc.devices.pathFilter());
      },
    }),
  );
  const reject = useMutation(
    trpc.pairings.reject.mutationOptions({ onSuccess: () => setOutcome({ kind: 'rejected', name }) }),
  );
  const findFailure = useMemo(() => (find.error === null ? null : failureOf(find.error)), [find.error]);
  const startOver = () => {
    setFound(null);
    setOutcome(null);
    for (const call of [find, confirm, reject]) call.reset();
  };
  if (outcome !== null) return <PairingOutcome outcome={outcome} onStartOver={startOver} />;
  if (found === null) {
    return (
      <Panel title="Enter the code" description="It ends five minutes after the app has shown it">
        <CodeForm
          firstCode={firstCode}
          failure={findFailure}
          isPending={find.isPending}
          onSubmit={(code) => find.mutate({ code })}
        />
      </Panel>
    );
  }
  const error = confirm.error ?? reject.error;
  return (
    <RequestCard
      code={found.code}
      request={found.request}
      pending={confirm.isPending ? 'approve' : reject.isPending ? 'reject' : null}
      failure={error === null ? null : failureOf(error)}
      onApprove={() => confirm.mutate({ code: found.code })}
      onReject={() => reject.mutate({ code: found.code })}
      onStartOver={startOver}
    />
  );
}
