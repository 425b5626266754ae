'use client';

import { SCOPES } from '@carillon/contracts/api-keys';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { toast } from 'sonner';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { KEY_STATUS, scopesText } from '@/features/api-keys/api-key-words.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { ApiKey } from '@/wire/wire-types.ts';

export function ApiKeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const status = KEY_STATUS[apiKey.status];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
          <span className="min-w-0 font-medium [overflow-wrap:anywhere]">{apiKey.name}</span>
          <code className="font-mono text-ink-soft text-xs">{apiKey.prefix}…</code>
          <MeaningLabel meaning={status.meaning} word={status.word} className="text-xs" />
        </p>
        <p className="text-sm" title={apiKey.scopes.map((scope) => SCOPES[scope]).join('\n')}>
          {scopesText(apiKey.scopes)}
        </p>
        {apiKey.status === 'suspended' ? (
          <p className="text-sm text-attention">
            It is refused: who made it is no administrator at present. Revoke it, and create one of your own.
          </p>
        ) : null}
        <Facts apiKey={apiKey} />
      </div>
      {apiKey.status === 'active' || apiKey.status === 'suspended' ? <Revoke apiKey={apiKey} /> : null}
    </li>
  );
}

function Facts({ apiKey }: { readonly apiKey: ApiKey }) {
  return (
    <p className="text-ink-soft text-xs">
      {apiKey.lastUsedAt === null ? (
        'Never used'
      ) : (
        <>
          Last used <RelativeTime at={apiKey.lastUsedAt} />
        </>
      )}
      {' · '}
      {apiKey.revokedAt !== null ? (
        <>
          revoked <RelativeTime at={apiKey.revokedAt} />
        </>
      ) : apiKey.expiresAt === null ? (
        'does not expire'
      ) : (
        <>
          {apiKey.status === 'expired' ? 'expired' : 'expires'} <RelativeTime at={apiKey.expiresAt} />
        </>
      )}
      {' · '}made by{' '}
      <Link href={`/users/${apiKey.userId}`} className="rounded underline-offset-4 hover:underline">
        {apiKey.userEmail}
      </Link>{' '}
      <RelativeTime at={apiKey.createdAt} />
    </p>
  );
}

function Revoke({ apiKey }: { readonly apiKey: ApiKey }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        toast.success(`${apiKey.name} is revoked`);
        setIsAsking(false);
        await queryClient.invalidateQueries(trpc.apiKeys.pathFilter());
      },
      onError: (error) =>
        toast.error(`${apiKey.name} could not be revoked`, { description: failureOf(error).message }),
    }),
  );
  return (
    <>
      <Button
        size="sm"
        variant="dangerOutline"
        aria-label={`Revoke ${apiKey.name}`}
        onClick={() => setIsAsking(true)}
      >
        Revoke…
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Revoke ${apiKey.name}?`}
        description={
          <>
            <p>
              Whatever uses this key is refused with its next call. It cannot be brought back: a program that
              still needs one gets a new key.
            </p>
            {apiKey.lastUsedAt === null ? (
              <p>It was never used.</p>
            ) : (
              <p>
                It was last used <RelativeTime at={apiKey.lastUsedAt} />. What was sent with it still goes out
                and stays in the history.
              </p>
            )}
          </>
        }
        confirmLabel="Revoke"
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: apiKey.id })}
      />
    </>
  );
}
