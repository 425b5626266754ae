'use client';

import { Label } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { cn } from '@/components/ui/class-names.ts';

export interface FieldTexts {
  readonly label: string;
  /** Said before anything went wrong: what is expected. */
  readonly hint?: string | undefined;
  /** What is wrong and what was expected; announced, and read with the field. */
  readonly error?: string | undefined;
}

/** What ties a control to its label, its hint and its error. */
interface ControlTies {
  readonly id: string;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}

interface FieldFrameProps extends FieldTexts {
  readonly className?: string | undefined;
  readonly children: (ties: ControlTies) => ReactNode;
}

/** A labelled control with its hint and its error tied to it for screen readers. */
export function FieldFrame({ label, hint, error, className, children }: FieldFrameProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className={cn('grid min-w-0 content-start gap-1.5', className)}>
      <Label.Root htmlFor={id} className="font-medium text-sm">
        {label}
      </Label.Root>
      {children({
        id,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-describedby': error === undefined && hint === undefined ? undefined : noteId,
      })}
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
