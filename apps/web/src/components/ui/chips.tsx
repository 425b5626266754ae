'use client';

import { X } from 'lucide-react';

interface Chip {
  readonly id: string;
  readonly label: string;
}

interface ChipsProps {
  /** What they are: "Chosen people". */
  readonly label: string;
  readonly chips: readonly Chip[];
  readonly onRemove: (id: string) => void;
}

/** What was chosen so far, each with a cross that takes it away. */
export function Chips({ label, chips, onRemove }: ChipsProps) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {chips.map((chip) => (
        <li
          key={chip.id}
          className="inline-flex h-7 max-w-full items-center gap-0.5 rounded-md bg-sunken pl-2 text-sm"
        >
          <span className="truncate">{chip.label}</span>
          <button
            type="button"
            aria-label={`Remove ${chip.label}`}
            className="grid size-7 place-items-center rounded-md text-ink-faint hover:text-ink"
            onClick={() => onRemove(chip.id)}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}
