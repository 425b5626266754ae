'use client';

import { CloudOff, RotateCw } from 'lucide-react';
import { Notice } from '@/components/notice.tsx';
import { Button } from '@/components/ui/button.tsx';
import { failureOf } from '@/wire/failure.ts';

interface FailureNoticeProps {
  /** What could not be shown: "The devices could not be loaded". */
  readonly title: string;
  readonly query: {
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly refetch: () => Promise<unknown>;
  };
}

/** Something could not be loaded: why, and a way to try again in place. */
export function FailureNotice({ title, query }: FailureNoticeProps) {
  const failure = failureOf(query.error);
  return (
    <div role="alert">
      <Notice
        icon={CloudOff}
        title={title}
        text={
          <>
            {failure.message}
            {failure.requestId === null ? null : (
              <span className="mt-1 block font-mono text-ink-faint text-xs">Request {failure.requestId}</span>
            )}
          </>
        }
      >
        <Button onClick={() => void query.refetch()} isPending={query.isFetching}>
          {query.isFetching ? null : <RotateCw aria-hidden />}
          Try again
        </Button>
      </Notice>
    </div>
  );
}
