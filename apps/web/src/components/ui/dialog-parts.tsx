import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';

/** What lies over the page while a dialog is open. */
export const OVERLAY =
  'fixed inset-0 z-50 bg-black/40 backdrop-blur-[1px] data-[state=open]:animate-in data-[state=open]:fade-in-0';

/** A dialog's own looks: in the upper middle of a large window, at the lower edge of a phone. */
export const PANEL =
  'fixed z-50 grid gap-4 border bg-raised text-ink shadow-pop outline-none max-sm:inset-x-0 max-sm:bottom-0 ' +
  'max-sm:max-h-[90dvh] max-sm:overflow-y-auto max-sm:rounded-t-xl max-sm:p-4 max-sm:pb-6 ' +
  'sm:top-[18%] sm:left-1/2 sm:max-h-[78dvh] sm:overflow-y-auto sm:w-full sm:max-w-md sm:-translate-x-1/2 sm:rounded-xl sm:p-5 ' +
  'data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:slide-in-from-bottom-2';

export function DialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div
      className={cn(
        'flex flex-col-reverse gap-2 pt-1 sm:flex-row sm:justify-end max-sm:[&>button]:h-10',
        className,
      )}
      {...props}
    />
  );
}
