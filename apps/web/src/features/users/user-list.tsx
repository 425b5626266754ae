'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { useViewer } from '@/components/frame/viewer.tsx';
import { MeaningLabel } from '@/components/meaning.tsx';
import { Notice } from '@/components/notice.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { SearchField } from '@/components/ui/search-field.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { useSearchText } from '@/components/use-search-text.ts';
import { devicesText } from '@/features/notifications/channel-words.ts';
import { searchFromQuery, searchToHref, searchToInput } from '@/features/users/user-search.ts';
import { ROLE_WORDS, userName, userStatus } from '@/features/users/user-words.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import { useTRPC } from '@/wire/trpc.tsx';
import type { UserEntry } from '@/wire/wire-types.ts';

const ROW_GRID =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 ' +
  'md:grid-cols-[minmax(0,5fr)_minmax(0,2fr)_minmax(0,2fr)_minmax(0,2fr)]';

/** Everybody with an account, found by email, name or external id. */
export function UserList() {
  const trpc = useTRPC();
  const search = searchFromQuery(useSearchParams());
  const setSearch = (next: string) => window.history.replaceState(null, '', searchToHref(next));
  const field = useSearchText(search, setSearch);
  const list = useInfiniteQuery(
    trpc.users.list.infiniteQueryOptions(searchToInput(search), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: (previous) => previous,
    }),
  );
  const users = list.data?.pages.flatMap((page) => page.users);
  return (
    <section aria-label="Users">
      <search className="mb-3 block sm:max-w-80">
        <SearchField
          label="Search users"
          placeholder="Email, name, external id"
          value={field.text}
          onType={field.type}
        />
      </search>
      <div className="overflow-hidden rounded-xl border bg-surface shadow-xs">
        {users === undefined ? (
          list.isError ? (
            <FailureNotice title="The users could not be loaded" query={list} />
          ) : (
            <UserListSkeleton />
          )
        ) : users.length === 0 ? (
          <Notice icon={SearchX} title="Nobody found" text={`Nobody is called “${search}”.`}>
            <Button onClick={() => setSearch('')}>Show everybody</Button>
          </Notice>
        ) : (
          <>
            <ListHead />
            <ul aria-busy={list.isPlaceholderData} className={cn(list.isPlaceholderData && 'opacity-60')}>
              {users.map((user) => (
                <UserRow key={user.id} user={user} />
              ))}
            </ul>
          </>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

/** Heads for the eye; each cell says its own name to screen readers. */
function ListHead() {
  return (
    <div aria-hidden className="hidden border-b px-4 py-2 font-medium text-ink-faint text-xs md:block">
      <div className={ROW_GRID}>
        <span>User</span>
        <span>Role</span>
        <span>Status</span>
        <span>Devices</span>
      </div>
    </div>
  );
}

function UserRow({ user }: { readonly user: UserEntry }) {
  const { user: viewer } = useViewer();
  const name = userName(user);
  const status = userStatus(user);
  const facts = [name === user.email ? null : user.email, user.externalId].filter((fact) => fact !== null);
  return (
    <li className="relative border-b px-4 py-2.5 last:border-b-0 hover:bg-sunken/50">
      <div className={ROW_GRID}>
        <div className="min-w-0">
          <p className="flex min-w-0 items-center gap-2">
            <Link
              href={`/users/${user.id}`}
              className={cn('row-link truncate font-medium', user.disabledAt === null ? '' : 'text-ink-soft')}
            >
              {name}
            </Link>
            {user.id === viewer.id ? (
              <span className="rounded-full bg-accent-soft px-2 py-0.5 font-medium text-2xs text-accent">
                You
              </span>
            ) : null}
          </p>
          <p className="truncate text-ink-soft text-xs">
            {facts.map((fact) => `${fact} · `).join('')}joined <RelativeTime at={user.createdAt} />
          </p>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 text-ink-soft text-xs md:hidden">
            <MeaningLabel meaning={status.meaning} word={status.word} />
            <span>{ROLE_WORDS[user.role].name}</span>
          </p>
        </div>
        <span className="hidden text-sm md:block">{ROLE_WORDS[user.role].name}</span>
        <MeaningLabel meaning={status.meaning} word={status.word} className="hidden text-sm md:inline-flex" />
        <DevicesOf user={user} />
      </div>
    </li>
  );
}

function DevicesOf({ user }: { readonly user: UserEntry }) {
  if (user.devices === 0) return <span className="text-ink-soft text-sm">None</span>;
  return (
    <Link
      href={`/devices?user=${user.id}`}
      aria-label={`${devicesText(user.devices)} of ${userName(user)}`}
      className="relative z-10 justify-self-start rounded text-accent text-sm underline-offset-4 hover:underline"
    >
      {devicesText(user.devices)}
    </Link>
  );
}

export function UserListSkeleton() {
  return (
    <>
      <p role="status" className="sr-only">
        Loading the users
      </p>
      <ListHead />
      <ul aria-hidden>
        {['a', 'b', 'c', 'd'].map((key) => (
          <li key={key} className="border-b px-4 py-3 last:border-b-0">
            <div className={ROW_GRID}>
              <div className="grid gap-1.5">
                <Skeleton className="h-4 w-40" />
                <Skeleton className="h-3 w-56" />
              </div>
              <Skeleton className="hidden h-4 w-20 md:block" />
              <Skeleton className="hidden h-4 w-20 md:block" />
              <Skeleton className="h-4 w-16" />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
