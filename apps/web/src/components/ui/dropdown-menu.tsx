'use client';

import { DropdownMenu as Radix } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';

export const DropdownMenu = Radix.Root;
export const DropdownMenuTrigger = Radix.Trigger;
export const DropdownMenuSub = Radix.Sub;

const CONTENT =
  'z-50 min-w-44 overflow-hidden rounded-lg border bg-raised p-1 text-ink shadow-pop ' +
  'data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95';
const ITEM =
  'flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-sm outline-none select-none ' +
  'data-[highlighted]:bg-sunken data-[state=open]:bg-sunken data-[disabled]:pointer-events-none ' +
  'data-[disabled]:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-faint';

export function DropdownMenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={cn(CONTENT, 'dark:bg-raised', className)}
        {...props}
      />
    </Radix.Portal>
  );
}

interface ItemProps extends ComponentProps<typeof Radix.Item> {
  readonly isDangerous?: boolean;
}

export function DropdownMenuItem({ className, isDangerous, ...props }: ItemProps) {
  return (
    <Radix.Item
      className={cn(
        ITEM,
        isDangerous && 'text-danger data-[highlighted]:bg-danger-soft [&_svg]:text-danger',
        className,
      )}
      {...props}
    />
  );
}

export function DropdownMenuRadioItem({ className, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem
      className={cn(
        ITEM,
        'data-[state=checked]:font-medium data-[state=checked]:[&_svg]:text-accent',
        className,
      )}
      {...props}
    />
  );
}

export const DropdownMenuRadioGroup = Radix.RadioGroup;

export function DropdownMenuSubTrigger({ className, ...props }: ComponentProps<typeof Radix.SubTrigger>) {
  return <Radix.SubTrigger className={cn(ITEM, className)} {...props} />;
}

export function DropdownMenuSubContent({ className, ...props }: ComponentProps<typeof Radix.SubContent>) {
  return (
    <Radix.Portal>
      <Radix.SubContent collisionPadding={8} className={cn(CONTENT, className)} {...props} />
    </Radix.Portal>
  );
}

export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>) {
  return <Radix.Label className={cn('px-2 py-1.5 text-ink-faint text-xs', className)} {...props} />;
}

export function DropdownMenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
