'use client';

import { type KeyboardEvent, useId, useState } from 'react';
import { cn } from '@/components/ui/class-names.ts';
import { CONTROL } from '@/components/ui/control-style.ts';
import { FieldFrame, type FieldTexts } from '@/components/ui/field-frame.tsx';

interface Option {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
}

interface ComboboxProps extends FieldTexts {
  readonly placeholder: string;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** undefined while the server is asked. */
  readonly options: readonly Option[] | undefined;
  /** Stands in the list when nothing fits, or when it could not be loaded. */
  readonly emptyText: string;
  readonly onChoose: (option: Option) => void;
}

/**
 * Finds one thing of many by typing, for lists that the server searches. The pattern of the WAI-ARIA Authoring Practices
 * (combobox with listbox popup): the focus stays in the input, the arrows walk, Enter chooses, Escape closes.
 */
export function Combobox({
  placeholder,
  search,
  onSearch,
  options,
  emptyText,
  onChoose,
  ...texts
}: ComboboxProps) {
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [active, setActive] = useState(0);
  const shown = options ?? [];
  const index = Math.min(active, shown.length - 1);
  const choose = (option: Option) => {
    onChoose(option);
    onSearch('');
    setActive(0);
    // What was chosen is listed below; typing or an arrow brings the list back.
    setIsOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setIsOpen(false);
      return;
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      const option = isOpen ? shown[index] : undefined;
      if (option !== undefined) choose(option);
      return;
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setIsOpen(true);
    if (isOpen && shown.length > 0) setActive((index + step + shown.length) % shown.length);
  };
  return (
    <FieldFrame {...texts}>
      {(ties) => (
        <div className="relative">
          <input
            {...ties}
            type="text"
            role="combobox"
            autoComplete="off"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={isOpen && index >= 0 ? `${listId}-${index}` : undefined}
            placeholder={placeholder}
            value={search}
            onChange={(event) => {
              onSearch(event.target.value);
              setActive(0);
              setIsOpen(true);
            }}
            onFocus={() => setIsOpen(true)}
            onClick={() => setIsOpen(true)}
            onBlur={() => setIsOpen(false)}
            onKeyDown={onKeyDown}
            className={cn(CONTROL, 'h-9')}
          />
          <OptionList
            id={listId}
            label={texts.label}
            isOpen={isOpen}
            options={options}
            active={index}
            emptyText={emptyText}
            onChoose={choose}
          />
        </div>
      )}
    </FieldFrame>
  );
}

interface OptionListProps {
  readonly id: string;
  readonly label: string;
  readonly isOpen: boolean;
  readonly options: readonly Option[] | undefined;
  readonly active: number;
  readonly emptyText: string;
  readonly onChoose: (option: Option) => void;
}

function OptionList({ id, label, isOpen, options, active, emptyText, onChoose }: OptionListProps) {
  const note = options === undefined ? 'Searching…' : options.length === 0 ? emptyText : null;
  return (
    <div
      className={cn(
        'absolute inset-x-0 top-full z-30 mt-1 max-h-64 overflow-y-auto rounded-lg border bg-raised p-1 shadow-pop',
        !isOpen && 'hidden',
      )}
    >
      <div id={id} role="listbox" aria-label={label}>
        {(options ?? []).map((option, index) => (
          // The input keeps the focus and the keyboard; a pointer may choose here.
          <div
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onPointerDown={(event) => {
              event.preventDefault();
              onChoose(option);
            }}
            className={cn(
              'cursor-pointer rounded-md px-2.5 py-1.5 text-sm hover:bg-sunken',
              index === active && 'bg-sunken',
            )}
          >
            <span className="block truncate">{option.label}</span>
            {option.detail === '' ? null : (
              <span className="block truncate text-ink-soft text-xs">{option.detail}</span>
            )}
          </div>
        ))}
      </div>
      <output className={cn('block px-2.5 py-1.5 text-ink-soft text-sm', note === null && 'hidden')}>
        {note}
      </output>
    </div>
  );
}
