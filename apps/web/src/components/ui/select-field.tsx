'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { CONTROL } from '@/components/ui/control-style.ts';
import { FieldFrame, type FieldTexts } from '@/components/ui/field-frame.tsx';

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface SelectProps<Value extends string> extends Omit<ComponentProps<'select'>, 'value' | 'onChange'> {
  readonly options: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** The system's own list of choices, which every phone and screen reader knows. */
export function Select<Value extends string>({
  options,
  value,
  onChange,
  className,
  ...props
}: SelectProps<Value>) {
  const choose = (chosen: string) => {
    const option = options.find((candidate) => candidate.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <span className={cn('relative block min-w-0', className)}>
      <select
        {...props}
        value={value}
        onChange={(event) => choose(event.target.value)}
        className={cn(CONTROL, 'h-9 appearance-none truncate pr-8')}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value} className="bg-surface text-ink">
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2.5 size-4 -translate-y-1/2 text-ink-faint"
      />
    </span>
  );
}

/** A labelled choice. */
export function SelectField<Value extends string>({
  label,
  hint,
  error,
  ...props
}: FieldTexts & SelectProps<Value>) {
  return (
    <FieldFrame label={label} hint={hint} error={error}>
      {(ties) => <Select {...ties} {...props} />}
    </FieldFrame>
  );
}
