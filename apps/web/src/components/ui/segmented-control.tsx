import { cn } from '@/components/ui/class-names.ts';

interface SegmentedControlProps<Value extends string> {
  readonly label: string;
  readonly options: ReadonlyArray<{ readonly value: Value; readonly label: string }>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** A few exclusive views of one list. */
export function SegmentedControl<Value extends string>(props: SegmentedControlProps<Value>) {
  return (
    <fieldset className="inline-flex h-9 items-center rounded-lg bg-sunken p-0.75">
      <legend className="sr-only">{props.label}</legend>
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === props.value}
          onClick={() => props.onChange(option.value)}
          className={cn(
            'inline-flex h-full items-center rounded-md px-3 font-medium text-ink-soft text-sm hover:text-ink',
            option.value === props.value && 'bg-surface text-ink shadow-xs dark:bg-raised',
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
