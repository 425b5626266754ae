'use client';

import type { ComponentProps } from 'react';
import { FieldFrame, type FieldTexts } from '@/components/ui/field-frame.tsx';
import { Input } from '@/components/ui/input.tsx';

/** A labelled input. */
export function Field({ label, hint, error, ...props }: FieldTexts & ComponentProps<'input'>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ties) => <Input {...ties} {...props} />}
    </FieldFrame>
  );
}
