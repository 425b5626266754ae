'use client';

import { Button } from '@/components/ui/button.tsx';
import { cn } from '@/components/ui/class-names.ts';

interface ShowMoreProps {
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
  readonly className: string;
}

/** Under a list that comes in pages: nothing once all of it is there. */
export function ShowMore({ list, className }: ShowMoreProps) {
  if (!list.hasNextPage) return null;
  return (
    <div className={cn('flex justify-center', className)}>
      <Button isPending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        Show more
      </Button>
    </div>
  );
}
