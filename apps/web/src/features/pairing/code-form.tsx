'use client';

import { useEffect, useRef, useState } from 'react';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { FieldFrame } from '@/components/ui/field-frame.tsx';
import { Input } from '@/components/ui/input.tsx';
import { digitsOf, groupedCode, isWholeCode } from '@/features/pairing/code-text.ts';
import type { Failure } from '@/wire/failure.ts';

interface CodeFormProps {
  /** What a link brought; nothing is looked up before the person says so. */
  readonly firstCode: string;
  readonly failure: Failure | null;
  readonly isPending: boolean;
  readonly onSubmit: (code: string) => void;
}

/** The six digits that the app shows. */
export function CodeForm({ firstCode, failure, isPending, onSubmit }: CodeFormProps) {
  const [digits, setDigits] = useState(firstCode);
  const [isChecked, setIsChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // The next thing to do about a code that was refused is to type another.
  useEffect(() => {
    if (failure !== null) field.current?.focus();
  }, [failure]);
  const missing =
    isChecked && !isWholeCode(digits) ? 'Expected the six digits that the app shows' : undefined;
  const isAboutCode = failure?.code === 'not_found' || failure?.fields.code !== undefined;
  const refused = isAboutCode ? (failure?.fields.code ?? failure?.message) : undefined;
  return (
    <ClientForm
      takesFocus
      className="p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setIsChecked(true);
        if (isWholeCode(digits) && !isPending) onSubmit(digits);
      }}
    >
      <FormFailure failure={isAboutCode ? null : failure} />
      <FieldFrame
        label="Code"
        hint={
          firstCode === ''
            ? 'Six digits. The app shows them when you choose to pair it with a code.'
            : 'It came with the link. Go on only if your app shows the same code now.'
        }
        error={missing ?? refused}
      >
        {(ties) => (
          <Input
            {...ties}
            ref={field}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            placeholder="000 000"
            spellCheck={false}
            value={groupedCode(digits)}
            onChange={(event) => setDigits(digitsOf(event.target.value))}
            className="h-12 max-w-52 font-mono text-2xl tracking-widest tabular-nums sm:text-2xl"
          />
        )}
      </FieldFrame>
      <Button type="submit" variant="primary" className="justify-self-start" isPending={isPending}>
        Continue
      </Button>
    </ClientForm>
  );
}
