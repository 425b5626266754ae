'use client';

import { Tag, X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Input } from '@/components/ui/input.tsx';
import { TAG_LENGTH_MAX } from '@/features/devices/tag-list.ts';

interface TagFilterProps {
  /** Empty: none is asked for. */
  readonly tag: string;
  readonly onChange: (tag: string) => void;
  readonly suggestions: readonly string[];
}

/** Shows devices with one tag alone: typed, or chosen from those that are in sight. */
export function TagFilter({ tag, onChange, suggestions }: TagFilterProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const apply = (typed: string) => {
    setText('');
    if (typed.trim() !== '') onChange(typed.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    apply(text);
  };
  const type = (typed: string) => {
    // A suggestion that was chosen comes as a whole; what is typed by hand waits for Enter.
    const isChosen = suggestions.includes(typed) && typed.length - text.length > 1;
    if (isChosen) apply(typed);
    else setText(typed);
  };
  if (tag !== '') {
    return (
      <span className="inline-flex h-9 max-w-full items-center rounded-lg bg-accent-soft pl-2.5 font-medium text-accent text-sm">
        <Tag aria-hidden className="mr-1.5 size-3.5 shrink-0" />
        <span className="truncate">
          <span className="sr-only">Tag </span>
          {tag}
        </span>
        <button
          type="button"
          aria-label={`Show devices with any tag, not only ${tag}`}
          className="grid size-9 place-items-center rounded-lg"
          onClick={() => onChange('')}
        >
          <X aria-hidden className="size-3.5" />
        </button>
      </span>
    );
  }
  return (
    <div className="relative w-28">
      <Tag
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-faint"
      />
      <Input
        ref={field}
        aria-label="Tag"
        placeholder="Tag"
        list={listId}
        autoComplete="off"
        maxLength={TAG_LENGTH_MAX}
        className="pl-8"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => apply(text)}
      />
      <datalist id={listId}>
        {suggestions.map((suggestion) => (
          <option key={suggestion} value={suggestion} />
        ))}
      </datalist>
    </div>
  );
}
