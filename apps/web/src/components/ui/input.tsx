import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { CONTROL } from '@/components/ui/control-style.ts';

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(CONTROL, 'h-9', className)} {...props} />;
}
