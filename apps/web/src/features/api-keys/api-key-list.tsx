'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Notice } from '@/components/notice.tsx';
import { RowSkeletons } from '@/components/row-skeletons.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { ApiKeyRow } from '@/features/api-keys/api-key-row.tsx';
import { API_KEY_PAGE_SIZE } from '@/features/api-keys/page-size.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const REFRESH_MS = 30_000;

/** Every key there is, also those that have ended: what they did is in the audit log. */
export function ApiKeyList() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.apiKeys.list.infiniteQueryOptions(
      { limit: API_KEY_PAGE_SIZE },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: REFRESH_MS },
    ),
  );
  const keys = list.data?.pages.flatMap((page) => page.apiKeys);
  return (
    <section aria-label="API keys">
      <div className="rounded-xl border bg-surface shadow-xs">
        {keys === undefined ? (
          list.isError ? (
            <FailureNotice title="The keys could not be loaded" query={list} />
          ) : (
            <ApiKeyListSkeleton />
          )
        ) : keys.length === 0 ? (
          <Notice
            icon={KeyRound}
            title="No API keys yet"
            text="A key lets one of your servers call this one, for just what you choose. Create one for each program, so that each can be revoked by itself."
          />
        ) : (
          <ul className="divide-y">
            {keys.map((apiKey) => (
              <ApiKeyRow key={apiKey.id} apiKey={apiKey} />
            ))}
          </ul>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

export function ApiKeyListSkeleton() {
  return <RowSkeletons label="Loading the keys" rows={3} title="w-40" detail="w-64" end="h-7 w-20" />;
}
