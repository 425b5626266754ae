'use client';

import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import { CopyButton } from '@/components/copy-button.tsx';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { PageHeader, PageTitle } from '@/components/frame/page-header.tsx';
import { MeaningBadge } from '@/components/meaning.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { devicesText, figure } from '@/features/notifications/channel-words.ts';
import { ExternalIdDialog } from '@/features/users/external-id-dialog.tsx';
import { UserDangerZone } from '@/features/users/user-danger-zone.tsx';
import { ROLE_WORDS, userName, userStatus } from '@/features/users/user-words.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { UserEntry } from '@/wire/wire-types.ts';

/** One account as administrators see it: what it is, what it has, and how to change or end it. */
export function UserPage({ id }: { readonly id: UserEntry['id'] }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.users.get.queryOptions({ id }));
  if (query.data === undefined) {
    return query.isError ? <FailureNotice title="The user could not be loaded" query={query} /> : null;
  }
  const user = query.data;
  const status = userStatus(user);
  return (
    <>
      <PageHeader
        parent={{ label: 'Users', href: '/users' }}
        title={
          <>
            <PageTitle>{userName(user)}</PageTitle>
            <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft text-sm">
              <MeaningBadge meaning={status.meaning} word={status.word} />
              {ROLE_WORDS[user.role].name}
            </p>
          </>
        }
        action={
          <Button asChild>
            <Link href={`/audit?user=${user.id}`}>
              <ScrollText aria-hidden />
              What they did
            </Link>
          </Button>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        <UserFacts user={user} />
        <UserDangerZone user={user} />
      </div>
    </>
  );
}

function UserFacts({ user }: { readonly user: UserEntry }) {
  return (
    <Panel title="About this user">
      <dl className="divide-y">
        <Fact label="Email">{user.email}</Fact>
        <Fact label="Role">
          {ROLE_WORDS[user.role].name}
          <span className="text-ink-soft"> · {ROLE_WORDS[user.role].may}</span>
        </Fact>
        <ExternalId user={user} />
        <Fact label="Account since">
          <RelativeTime at={user.createdAt} />
        </Fact>
        {user.disabledAt === null ? null : (
          <Fact label="Disabled">
            <RelativeTime at={user.disabledAt} />
          </Fact>
        )}
        <Fact label="Devices">
          <Link
            href={`/devices?user=${user.id}`}
            className="rounded text-accent underline-offset-4 hover:underline"
          >
            {devicesText(user.devices)}
          </Link>
        </Fact>
        <Holdings user={user} />
        <Fact label="Id">
          <span className="flex items-center gap-1">
            <code className="min-w-0 truncate font-mono text-xs">{user.id}</code>
            <CopyButton text={user.id} what="id" />
          </span>
        </Fact>
      </dl>
    </Panel>
  );
}

function ExternalId({ user }: { readonly user: UserEntry }) {
  const [isEditing, setIsEditing] = useState(false);
  return (
    <Fact label="External id">
      <span className="flex flex-wrap items-center justify-between gap-2">
        {user.externalId === null ? (
          <span className="text-ink-soft">None given</span>
        ) : (
          <code className="min-w-0 font-mono text-xs">{user.externalId}</code>
        )}
        <Button size="sm" onClick={() => setIsEditing(true)}>
          {user.externalId === null ? 'Set…' : 'Change…'}
        </Button>
      </span>
      <ExternalIdDialog user={user} isOpen={isEditing} onOpenChange={setIsEditing} />
    </Fact>
  );
}

function Holdings({ user }: { readonly user: UserEntry }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.users.holdings.queryOptions({ id: user.id }));
  if (data === undefined) return null;
  return (
    <>
      <Fact label="Sessions">{figure(data.sessions)}</Fact>
      <Fact label="API keys">{figure(data.apiKeys)}</Fact>
      <Fact label="Topics">{figure(data.topics)}</Fact>
    </>
  );
}
