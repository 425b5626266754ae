'use client';

import { X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { Input } from '@/components/ui/input.tsx';
import { TAG_LENGTH_MAX, TAGS_MAX, withTags } from '@/features/devices/tag-list.ts';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import { failureOf } from '@/wire/failure.ts';
import type { Device } from '@/wire/wire-types.ts';

/**
 * A device's tags, saved one by one: Enter or a comma adds what was typed, the cross takes one away. In the empty field
 * Backspace steps to the last tag's cross, so that a second press takes it away and a slip does not.
 */
export function TagEditor({ device }: { readonly device: Device }) {
  const { setTags } = useDeviceActions(device);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [news, setNews] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const lastCross = useRef<HTMLButtonElement>(null);
  // What was changed is shown at once, and taken back when the server refuses it.
  const tags = setTags.isPending ? (setTags.variables.tags ?? device.tags) : device.tags;
  const save = (changed: readonly string[], said: string) =>
    setTags.mutate({ id: device.id, tags: [...changed] }, { onSuccess: () => setNews(said) });
  const add = (typed: string) => {
    const change = withTags(tags, typed);
    setProblem(change.problem);
    const added = change.tags.slice(tags.length);
    if (added.length > 0) save(change.tags, `Added ${added.join(', ')}`);
    if (added.length > 0 || change.problem === null) setText('');
  };
  const remove = (tag: string) => {
    save(
      tags.filter((other) => other !== tag),
      `Removed ${tag}`,
    );
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Backspace' || text !== '') return;
    event.preventDefault();
    lastCross.current?.focus();
  };
  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        add(text);
      }}
      className="flex flex-wrap items-center gap-1 py-1"
    >
      {tags.map((tag, index) => (
        <span
          key={tag}
          className="inline-flex max-w-full items-center gap-0.5 rounded bg-sunken pl-1.5 text-xs"
        >
          <span className="truncate">{tag}</span>
          <button
            ref={index === tags.length - 1 ? lastCross : undefined}
            type="button"
            aria-label={`Remove the tag ${tag}`}
            className="grid size-6 place-items-center rounded text-ink-faint hover:text-ink"
            onClick={() => remove(tag)}
            onKeyDown={(event) => {
              if (event.key === 'Backspace' || event.key === 'Delete') remove(tag);
            }}
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <Input
        ref={field}
        aria-label="Add a tag"
        placeholder={tags.length < TAGS_MAX ? 'Add a tag' : `${TAGS_MAX} tags, no more`}
        className="h-7 w-28 px-2 text-base shadow-none sm:text-xs"
        maxLength={TAG_LENGTH_MAX}
        readOnly={tags.length >= TAGS_MAX}
        value={text}
        onChange={(event) =>
          event.target.value.includes(',') ? add(event.target.value) : setText(event.target.value)
        }
        onKeyDown={onKeyDown}
        onBlur={() => (text.trim() === '' ? undefined : add(text))}
      />
      <output className="sr-only">{news}</output>
      {setTags.error === null && problem === null ? null : (
        <p role="alert" className="w-full text-danger text-xs">
          {problem ?? failureOf(setTags.error).message}
        </p>
      )}
    </form>
  );
}
