'use client';

import { X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Input } from '@/components/ui/input.tsx';
import { useDeviceActions } from '@/features/devices/use-device-actions.ts';
import { failureOf } from '@/wire/failure.ts';
import type { Device } from '@/wire/wire-types.ts';

const TAGS_MAX = 20;
const TAG_LENGTH_MAX = 50;

/** A device's tags: Enter adds one, the cross takes one away. */
export function TagEditor({ device }: { readonly device: Device }) {
  const { setTags } = useDeviceActions(device);
  const [text, setText] = useState('');
  const save = (tags: readonly string[]) => setTags.mutate({ id: device.id, tags: [...tags] });
  const add = (event: FormEvent) => {
    event.preventDefault();
    const tag = text.trim();
    if (tag !== '' && !device.tags.includes(tag)) save([...device.tags, tag]);
    setText('');
  };
  return (
    <form onSubmit={add} className="flex flex-wrap items-center gap-1 py-1">
      {device.tags.map((tag) => (
        <span
          key={tag}
          className="inline-flex max-w-full items-center gap-0.5 rounded bg-sunken pl-1.5 text-xs"
        >
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={`Remove the tag ${tag}`}
            className="grid size-6 place-items-center rounded text-ink-faint hover:text-ink"
            onClick={() => save(device.tags.filter((other) => other !== tag))}
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      {device.tags.length < TAGS_MAX ? (
        <Input
          aria-label="Add a tag"
          placeholder="Add a tag"
          className="h-7 w-28 px-2 text-base shadow-none sm:text-xs"
          maxLength={TAG_LENGTH_MAX}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      ) : null}
      {setTags.error === null ? null : (
        <p role="alert" className="w-full text-danger text-xs">
          {failureOf(setTags.error).message}
        </p>
      )}
    </form>
  );
}
