'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { MeaningBadge, MeaningLabel } from '@/components/meaning.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { figure } from '@/features/notifications/channel-words.ts';
import { encryptionWords } from '@/features/settings/encryption-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { EncryptionStatus } from '@/wire/wire-types.ts';

const LIVE_MS = 1_000;
const QUIET_MS = 30_000;

/** TOK-3: which keys encrypt the push tokens, and how far the move to the first one is. */
export function EncryptionPanel() {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.settings.encryption.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.running ? LIVE_MS : QUIET_MS),
    }),
  );
  const words = query.data === undefined ? null : encryptionWords(query.data);
  return (
    <Panel
      title="Encryption of push tokens"
      description="By the keys in TOKEN_ENCRYPTION_KEYS, the first of which is for new ones"
      action={words === null ? null : <MeaningBadge meaning={words.meaning} word={words.word} />}
    >
      {query.data === undefined || words === null ? (
        query.isError ? (
          <FailureNotice title="The keys could not be loaded" query={query} />
        ) : (
          <Skeleton className="m-4 h-24" />
        )
      ) : (
        <>
          <Keys status={query.data} />
          <div className="flex flex-wrap items-center justify-between gap-3 border-t px-4 py-3">
            <p role="status" className="min-w-40 flex-1 text-ink-soft text-sm">
              {words.sentence}
            </p>
            {query.data.remaining > 0 ? <Reencrypt status={query.data} /> : null}
          </div>
        </>
      )}
    </Panel>
  );
}

function Keys({ status }: { readonly status: EncryptionStatus }) {
  const total = status.keys.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <ul className="divide-y">
      {status.keys.map(({ keyId, available, tokens }) => (
        <li key={keyId} className="grid gap-1.5 px-4 py-2.5">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <span className="flex min-w-0 items-center gap-2">
              <KeyRound aria-hidden className="size-4 shrink-0 text-ink-faint" />
              <code className="truncate font-mono text-sm">{keyId}</code>
              {keyId === status.primaryKeyId ? (
                <span className="rounded-full bg-accent-soft px-2 py-0.5 font-medium text-2xs text-accent">
                  First
                </span>
              ) : null}
              {available ? null : <MeaningLabel meaning="attention" word="Missing" className="text-xs" />}
            </span>
            <span className="text-ink-soft text-sm tabular-nums">
              {figure(tokens)} {tokens === 1 ? 'token' : 'tokens'}
            </span>
          </div>
          <span aria-hidden className="block h-1 overflow-hidden rounded-full bg-sunken">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: total === 0 ? 0 : `${(tokens / total) * 100}%` }}
            />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Reencrypt({ status }: { readonly status: EncryptionStatus }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const rotate = useMutation(
    trpc.settings.rotateEncryption.mutationOptions({
      onSuccess: (started) => {
        queryClient.setQueryData(trpc.settings.encryption.queryKey(), started);
        toast.success('Encrypting anew', { description: 'Sending goes on meanwhile.' });
      },
      onError: (error) => toast.error('It could not be started', { description: failureOf(error).message }),
      onSettled: () => setIsAsking(false),
    }),
  );
  return (
    <>
      <Button isPending={status.running || rotate.isPending} onClick={() => setIsAsking(true)}>
        Re-encrypt…
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        tone="primary"
        title={`Encrypt ${figure(status.remaining)} ${status.remaining === 1 ? 'token' : 'tokens'} anew?`}
        description={
          <>
            <p>
              Workers move them to the key <code className="font-mono">{status.primaryKeyId}</code>. Sending
              and registering go on meanwhile, and it can be interrupted at any time.
            </p>
            <p>Keep the older keys until nothing remains: a token whose key is gone waits for it.</p>
          </>
        }
        confirmLabel="Re-encrypt"
        isPending={rotate.isPending}
        onConfirm={() => rotate.mutate()}
      />
    </>
  );
}
