'use client';

import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { useLeave } from '@/components/frame/sign-out.ts';
import { Button } from '@/components/ui/button.tsx';

/** Within reach on a phone, where there is no rail with the account's menu. */
export function SignOutButton() {
  const leave = useLeave();
  const [isPending, setIsPending] = useState(false);
  return (
    <Button
      isPending={isPending}
      onClick={() => {
        setIsPending(true);
        void leave();
      }}
    >
      {isPending ? null : <LogOut aria-hidden />}
      Sign out
    </Button>
  );
}
