'use client';

import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { useIsHydrated } from '@/components/use-is-hydrated.ts';

/**
 * A form that only works by script. Until that has loaded its fields are disabled, so that nothing is typed in vain and
 * the browser never submits it by itself; if it did, POST would still keep a password out of the address.
 */
export function ClientForm({ className, children, ...props }: ComponentProps<'form'>) {
  const isHydrated = useIsHydrated();
  return (
    <form method="post" noValidate {...props}>
      <fieldset disabled={!isHydrated} className={cn('grid min-w-0 gap-4', className)}>
        {children}
      </fieldset>
      <noscript>
        <p className="mt-4 text-danger text-sm">
          This needs JavaScript, which is turned off in this browser.
        </p>
      </noscript>
    </form>
  );
}
