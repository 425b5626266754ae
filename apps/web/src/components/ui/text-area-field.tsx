'use client';

import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { CONTROL } from '@/components/ui/control-style.ts';
import { FieldFrame, type FieldTexts } from '@/components/ui/field-frame.tsx';

/** A labelled text of several lines. */
export function TextAreaField({
  label,
  hint,
  error,
  className,
  ...props
}: FieldTexts & ComponentProps<'textarea'>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ties) => <textarea {...ties} {...props} className={cn(CONTROL, 'min-h-20 py-2', className)} />}
    </FieldFrame>
  );
}
