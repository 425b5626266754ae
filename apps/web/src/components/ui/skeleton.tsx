import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';

/** Holds the place of something that loads. Hidden from screen readers: the list around it says that it is busy. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return <div aria-hidden className={cn('animate-pulse rounded bg-sunken', className)} {...props} />;
}
