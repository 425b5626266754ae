'use client';

import { Label } from 'radix-ui';
import { type ComponentProps, useId } from 'react';
import { Input } from '@/components/ui/input.tsx';

interface FieldProps extends ComponentProps<'input'> {
  readonly label: string;
  /** Said before anything went wrong: what is expected. */
  readonly hint?: string | undefined;
  /** What is wrong and what was expected; announced, and read with the field. */
  readonly error?: string | undefined;
}

/** A labelled input with its hint and its error tied to it for screen readers. */
export function Field({ label, hint, error, ...props }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="grid gap-1.5">
      <Label.Root htmlFor={id} className="font-medium text-sm">
        {label}
      </Label.Root>
      <Input
        id={id}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined && hint === undefined ? undefined : noteId}
        {...props}
      />
      {error !== undefined ? (
        <p id={noteId} role="alert" className="text-danger text-xs">
          {error}
        </p>
      ) : hint !== undefined ? (
        <p id={noteId} className="text-ink-soft text-xs">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
