'use client';

import { useId } from 'react';
import { cn } from '@/components/ui/class-names.ts';

interface ChoicePillsProps<Value extends string> {
  readonly label: string;
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string }>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few ways to fill in what follows; radio buttons that wrap on a phone. */
export function ChoicePills<Value extends string>({
  label,
  options,
  value,
  onChange,
}: ChoicePillsProps<Value>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="sr-only">{label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {options.map((option) => (
          <label
            key={option.value}
            className={cn(
              'inline-flex h-8 cursor-pointer items-center rounded-full border px-3 font-medium text-ink-soft text-sm hover:text-ink',
              'has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-2',
              option.value === value && 'border-accent bg-accent-soft text-accent hover:text-accent',
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
