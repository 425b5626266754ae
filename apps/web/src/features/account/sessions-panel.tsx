'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AppWindow, Smartphone } from 'lucide-react';
import { useRef, useState } from 'react';
import { toast } from 'sonner';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { sessionName } from '@/features/account/session-words.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { Session } from '@/wire/wire-types.ts';

const REFRESH_MS = 30_000;

/** Where the person is signed in, this browser first; each session can be ended, and all others at once. */
export function SessionsPanel() {
  const trpc = useTRPC();
  const query = useQuery(trpc.auth.listSessions.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const sessions = query.data?.sessions.toSorted((a, b) => Number(b.current) - Number(a.current));
  return (
    <Panel
      title="Sessions"
      description="Where you are signed in"
      action={sessions !== undefined && sessions.length > 1 ? <EndOthers /> : null}
    >
      {sessions === undefined ? (
        query.isError ? (
          <FailureNotice title="The sessions could not be loaded" query={query} />
        ) : (
          <div className="grid gap-2 p-4">
            <Skeleton className="h-10" />
            <Skeleton className="h-10" />
          </div>
        )
      ) : (
        <ul className="divide-y">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SessionRow({ session }: { readonly session: Session }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const name = sessionName(session);
  const revoke = useMutation(
    trpc.auth.revokeSession.mutationOptions({
      onSuccess: () => toast.success(`${name} is signed out`),
      onError: (error) =>
        toast.error('The session could not be ended', { description: failureOf(error).message }),
      onSettled: async () => {
        setIsAsking(false);
        await queryClient.invalidateQueries(trpc.auth.listSessions.pathFilter());
      },
    }),
  );
  const Icon = session.kind === 'app' ? Smartphone : AppWindow;
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <Icon aria-hidden className="size-4.5 shrink-0 text-ink-soft" strokeWidth={1.75} />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 font-medium">
          {name}
          {session.current ? (
            <span className="rounded-full bg-accent-soft px-2 py-0.5 font-medium text-2xs text-accent">
              This browser
            </span>
          ) : null}
        </p>
        <p className="text-ink-soft text-xs">
          {session.kind === 'app' ? 'App' : 'Dashboard'}
          {session.ipAddress === null ? '' : ` · ${session.ipAddress}`}
          {session.current ? null : (
            <>
              {' · '}last used <RelativeTime at={session.lastSeenAt} />
            </>
          )}
          {' · '}since <RelativeTime at={session.createdAt} />
        </p>
      </div>
      {session.current ? null : (
        <>
          <Button size="sm" aria-label={`Sign out ${name}`} onClick={() => setIsAsking(true)}>
            Sign out
          </Button>
          <ConfirmDialog
            isOpen={isAsking}
            onOpenChange={setIsAsking}
            title={`Sign out ${name}?`}
            description={
              <p>
                Whoever uses it is signed out at once.{' '}
                {session.kind === 'app'
                  ? 'The app’s tokens stop working.'
                  : 'Devices keep receiving notifications.'}
              </p>
            }
            confirmLabel="Sign out"
            isPending={revoke.isPending}
            onConfirm={() => revoke.mutate({ id: session.id })}
          />
        </>
      )}
    </li>
  );
}

function EndOthers() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const revoke = useMutation(
    trpc.auth.revokeOtherSessions.mutationOptions({
      onSuccess: ({ ended }) =>
        toast.success(ended === 1 ? 'One other session has ended' : `${ended} other sessions have ended`),
      onError: (error) =>
        toast.error('The sessions could not be ended', { description: failureOf(error).message }),
      onSettled: async () => {
        setIsAsking(false);
        await queryClient.invalidateQueries(trpc.auth.listSessions.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button ref={button} size="sm" variant="dangerOutline" onClick={() => setIsAsking(true)}>
        Sign out everywhere else
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title="Sign out everywhere else?"
        description={
          <p>
            Every other browser and app of yours is signed out at once, and their tokens stop working. You
            stay signed in here. Devices keep receiving notifications until you revoke them.
          </p>
        }
        confirmLabel="Sign out everywhere else"
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </>
  );
}
