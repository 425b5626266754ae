'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '@/components/ui/class-names.ts';

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;

export const OVERLAY =
  'fixed inset-0 z-50 bg-black/40 backdrop-blur-[1px] data-[state=open]:animate-in data-[state=open]:fade-in-0';
export const PANEL =
  'fixed z-50 grid gap-4 border bg-raised text-ink shadow-pop outline-none max-sm:inset-x-0 max-sm:bottom-0 ' +
  'max-sm:max-h-[90dvh] max-sm:overflow-y-auto max-sm:rounded-t-xl max-sm:p-4 max-sm:pb-6 ' +
  'sm:top-[18%] sm:left-1/2 sm:w-full sm:max-w-md sm:-translate-x-1/2 sm:rounded-xl sm:p-5 ' +
  'data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:slide-in-from-bottom-2';

interface DialogContentProps extends Omit<ComponentProps<typeof Radix.Content>, 'title'> {
  readonly title: ReactNode;
  readonly description: ReactNode;
}

/** A panel over the page that holds the focus and gives it back. On a phone it rises from the lower edge. */
export function DialogContent({ title, description, className, children, ...props }: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className={OVERLAY} />
      <Radix.Content className={cn(PANEL, className)} {...props}>
        <div className="grid gap-1.5 pr-8">
          <Radix.Title className="font-semibold text-base">{title}</Radix.Title>
          <Radix.Description className="text-ink-soft text-sm">{description}</Radix.Description>
        </div>
        {children}
        <Radix.Close
          aria-label="Close"
          className="absolute top-3.5 right-3.5 rounded-md p-1.5 text-ink-faint hover:bg-sunken hover:text-ink"
        >
          <X aria-hidden className="size-4" />
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  );
}

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
