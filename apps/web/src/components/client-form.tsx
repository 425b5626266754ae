'use client';

import { type ComponentProps, useLayoutEffect, useRef } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { useIsHydrated } from '@/components/use-is-hydrated.ts';

interface ClientFormProps extends Omit<ComponentProps<'form'>, 'ref'> {
  /** The form is what the page is for: its first field has the focus from the start. */
  readonly takesFocus?: boolean;
}

/**
 * A form that only works by script. Until that has loaded its fields are disabled, so that nothing is typed in vain and
 * the browser never submits it by itself; if it did, POST would still keep a password out of the address.
 */
export function ClientForm({ takesFocus, className, children, ...props }: ClientFormProps) {
  const isHydrated = useIsHydrated();
  const fields = useRef<HTMLFieldSetElement>(null);
  // In the very commit that enables the fields: a moment later it would take the focus from somebody who types.
  useLayoutEffect(() => {
    if (takesFocus && isHydrated) fields.current?.querySelector('input')?.focus();
  }, [takesFocus, isHydrated]);
  return (
    <form method="post" noValidate {...props}>
      <fieldset ref={fields} disabled={!isHydrated} className={cn('grid min-w-0 gap-4', className)}>
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
