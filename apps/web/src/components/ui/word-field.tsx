'use client';

import { type KeyboardEvent, useState } from 'react';
import { Chips } from '@/components/ui/chips.tsx';
import { FieldFrame, type FieldTexts } from '@/components/ui/field-frame.tsx';
import { Input } from '@/components/ui/input.tsx';

interface WordFieldProps extends FieldTexts {
  readonly placeholder: string;
  readonly words: readonly string[];
  readonly maxLength: number;
  readonly onChange: (words: readonly string[]) => void;
}

/** Several short texts: Enter or a comma adds one, and so does leaving the field. */
export function WordField({ placeholder, words, maxLength, onChange, ...texts }: WordFieldProps) {
  const [text, setText] = useState('');
  const add = (typed: string) => {
    const added = typed
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    if (added.length > 0) onChange([...new Set([...words, ...added])]);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    add(text);
  };
  return (
    <div className="grid gap-2">
      <FieldFrame {...texts}>
        {(ties) => (
          <Input
            {...ties}
            placeholder={placeholder}
            maxLength={maxLength}
            value={text}
            onChange={(event) =>
              event.target.value.includes(',') ? add(event.target.value) : setText(event.target.value)
            }
            onBlur={() => add(text)}
            onKeyDown={onKeyDown}
          />
        )}
      </FieldFrame>
      <Chips
        label={texts.label}
        chips={words.map((word) => ({ id: word, label: word }))}
        onRemove={(removed) => onChange(words.filter((word) => word !== removed))}
      />
    </div>
  );
}
