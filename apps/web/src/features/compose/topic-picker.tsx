'use client';

import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { Field } from '@/components/ui/field.tsx';
import { useTRPC } from '@/wire/trpc.tsx';

interface TopicPickerProps {
  readonly topic: string;
  readonly onChange: (topic: string) => void;
  readonly error: string | undefined;
}

/** A topic by its name; those that there are come as suggestions. */
export function TopicPicker({ topic, onChange, error }: TopicPickerProps) {
  const trpc = useTRPC();
  const listId = useId();
  const { data } = useQuery(trpc.topics.list.queryOptions({ limit: 100 }));
  return (
    <>
      <Field
        label="Topic"
        placeholder="releases"
        autoComplete="off"
        list={listId}
        hint="All devices of its members."
        error={error}
        value={topic}
        onChange={(event) => onChange(event.target.value.trim())}
      />
      <datalist id={listId}>
        {data?.topics.map(({ name, description }) => (
          <option key={name} value={name}>
            {description}
          </option>
        ))}
      </datalist>
    </>
  );
}
