'use client';

import { RadioTower } from 'lucide-react';
import type { AudienceDraft } from '@/features/compose/draft.ts';
import { reachSentence } from '@/features/compose/reach-words.ts';
import { useReach } from '@/features/compose/use-reach.ts';
import { failureOf } from '@/wire/failure.ts';

/** How many devices the audience has now, and by which ways; follows every change. */
export function ReachLine({ audience }: { readonly audience: AudienceDraft }) {
  const { reach, error, isAsking } = useReach(audience);
  return (
    <output
      aria-busy={isAsking}
      className="flex min-h-9 items-center gap-2 rounded-lg bg-sunken px-3 py-2 text-sm aria-busy:opacity-60"
    >
      <RadioTower aria-hidden className="size-4 shrink-0 text-ink-soft" />
      {error !== null ? (
        <span className="text-danger">{failureOf(error).message}</span>
      ) : reach !== undefined ? (
        reachSentence(reach)
      ) : isAsking ? (
        'Counting the devices…'
      ) : (
        <span className="text-ink-soft">Choose who gets it to see how many devices that are</span>
      )}
    </output>
  );
}
