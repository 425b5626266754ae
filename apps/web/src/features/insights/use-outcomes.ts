'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Range, rangeStart } from '@/features/insights/range.ts';
import { useNow } from '@/time/now.tsx';
import { useTRPC } from '@/wire/trpc.tsx';

const REFRESH_MS = 15_000;

/** The history of outcomes over a range that ends now and moves on. */
export function useOutcomes(range: Range) {
  const trpc = useTRPC();
  const { now } = useNow();
  const from = rangeStart(range, now);
  const query = useQuery({
    ...trpc.stats.outcomes.queryOptions({ from: from.toISOString() }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return { query, from, to: now };
}
