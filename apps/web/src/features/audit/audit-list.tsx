'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText, SearchX } from 'lucide-react';
import { FailureNotice } from '@/components/failure-notice.tsx';
import { Notice } from '@/components/notice.tsx';
import { RowSkeletons } from '@/components/row-skeletons.tsx';
import { ShowMore } from '@/components/show-more.tsx';
import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';
import { filtersToHref, filtersToInput, NO_FILTERS } from '@/features/audit/audit-filters.ts';
import { AuditRow } from '@/features/audit/audit-row.tsx';
import { AuditToolbar } from '@/features/audit/audit-toolbar.tsx';
import { useAuditFilters } from '@/features/audit/use-audit-filters.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const REFRESH_MS = 30_000;

/** OBS-3: who did what to what, newest first. */
export function AuditList() {
  const trpc = useTRPC();
  const [filters, setFilters] = useAuditFilters();
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(filtersToInput(filters), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_MS,
      placeholderData: (previous) => previous,
    }),
  );
  const events = list.data?.pages.flatMap((page) => page.events);
  const isFiltered = filtersToHref(filters) !== filtersToHref(NO_FILTERS);
  return (
    <section aria-label="Audit log">
      <AuditToolbar filters={filters} onChange={setFilters} />
      <div className="overflow-hidden rounded-xl border bg-surface shadow-xs">
        {events === undefined ? (
          list.isError ? (
            <FailureNotice title="The audit log could not be loaded" query={list} />
          ) : (
            <AuditListSkeleton />
          )
        ) : events.length === 0 ? (
          <Notice
            icon={isFiltered ? SearchX : ScrollText}
            title={isFiltered ? 'Nothing like that happened' : 'Nothing happened yet'}
            text={
              isFiltered
                ? 'No event fits all of the filters.'
                : 'Sign-ins, revocations, refused requests and changes of settings are listed here.'
            }
          >
            {isFiltered ? <Button onClick={() => setFilters(NO_FILTERS)}>Show everything</Button> : null}
          </Notice>
        ) : (
          <ul
            aria-busy={list.isPlaceholderData}
            className={cn('divide-y', list.isPlaceholderData && 'opacity-60')}
          >
            {events.map((event) => (
              <AuditRow
                key={event.id}
                event={event}
                onNarrow={(change) => setFilters({ ...filters, ...change })}
              />
            ))}
          </ul>
        )}
      </div>
      <ShowMore list={list} className="mt-3" />
    </section>
  );
}

export function AuditListSkeleton() {
  return <RowSkeletons label="Loading the audit log" rows={5} title="w-44" detail="w-64" end="h-4 w-28" />;
}
