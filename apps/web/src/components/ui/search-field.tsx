import { Search } from 'lucide-react';
import { cn } from '@/components/ui/class-names.ts';
import { Input } from '@/components/ui/input.tsx';

interface SearchFieldProps {
  /** What is searched, for screen readers. */
  readonly label: string;
  /** What can be searched for. */
  readonly placeholder: string;
  readonly value: string;
  readonly onType: (text: string) => void;
  readonly className?: string;
}

/** A box that narrows the list beside it while one types. */
export function SearchField({ label, placeholder, value, onType, className }: SearchFieldProps) {
  return (
    <div className={cn('relative', className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        className="pl-8"
        value={value}
        onChange={(event) => onType(event.target.value)}
      />
    </div>
  );
}
