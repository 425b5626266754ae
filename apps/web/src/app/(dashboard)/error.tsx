'use client';

import { CloudOff, RotateCw } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Notice } from '@/components/notice.tsx';
import { Button } from '@/components/ui/button.tsx';

interface PageErrorProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be put together; the frame around it stays. */
export default function PageError({ error, reset }: PageErrorProps) {
  const router = useRouter();
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <div role="alert">
      <Notice
        icon={CloudOff}
        isWholePage
        title="This page could not be shown"
        text={
          <>
            The server failed to put it together. Try again; if it keeps failing, tell whoever runs this
            server.
            {error.digest === undefined ? null : (
              <span className="mt-1 block font-mono text-ink-faint text-xs">Reference {error.digest}</span>
            )}
          </>
        }
      >
        <Button onClick={retry}>
          <RotateCw aria-hidden />
          Try again
        </Button>
      </Notice>
    </div>
  );
}
