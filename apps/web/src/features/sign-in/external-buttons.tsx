'use client';

import { KeyRound } from 'lucide-react';
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';

interface ExternalButtonsProps {
  readonly providers: ReadonlyArray<{ readonly id: string; readonly name: string }>;
  readonly next: string;
}

/** Signing in by a provider, for those that are configured. */
export function ExternalButtons({ providers, next }: ExternalButtonsProps) {
  const [pendingId, setPendingId] = useState<string | null>(null);
  if (providers.length === 0) return null;
  return (
    <div className="mt-5 grid gap-2">
      <p className="flex items-center gap-3 text-ink-faint text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {providers.map(({ id, name }) => (
        <Button
          key={id}
          size="lg"
          isPending={pendingId === id}
          onClick={() => {
            setPendingId(id);
            void signIn(id, { callbackUrl: next });
          }}
        >
          {pendingId === id ? null : <KeyRound aria-hidden />}
          Continue with {name}
        </Button>
      ))}
    </div>
  );
}
