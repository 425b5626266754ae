'use client';

import { userIdSchema } from '@carillon/contracts/ids';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import { ClientForm } from '@/components/client-form.tsx';
import { FormFailure } from '@/components/form-failure.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { WordField } from '@/components/ui/word-field.tsx';
import type { Chosen } from '@/features/compose/draft.ts';
import { PeoplePicker } from '@/features/compose/people-picker.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const EXTERNAL_ID_LENGTH_MAX = 255;
const WAYS = [
  { value: 'people', label: 'People' },
  { value: 'externalIds', label: 'External ids' },
] as const;

/** Adds people to a topic, found by name or named by their ids in the integrator's own system. */
export function AddMembers({ topic }: { readonly topic: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [way, setWay] = useState<'people' | 'externalIds'>('people');
  const [people, setPeople] = useState<readonly Chosen[]>([]);
  const [externalIds, setExternalIds] = useState<readonly string[]>([]);
  const add = useMutation(
    trpc.topics.addMembers.mutationOptions({
      onSuccess: async ({ changed }) => {
        setPeople([]);
        setExternalIds([]);
        await queryClient.invalidateQueries(trpc.topics.pathFilter());
        toast.success(
          changed === 0
            ? 'They belonged to it already'
            : changed === 1
              ? 'One person is added'
              : `${changed} people are added`,
        );
      },
    }),
  );
  const chosen =
    way === 'people'
      ? { userIds: people.map(({ id }) => userIdSchema.parse(id)) }
      : { externalIds: [...externalIds] };
  const count = way === 'people' ? people.length : externalIds.length;
  return (
    <Panel title="Add people">
      <ClientForm
        className="p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (count > 0 && !add.isPending) add.mutate({ topic, ...chosen });
        }}
      >
        <FormFailure failure={add.error === null ? null : failureOf(add.error)} />
        <ChoicePills label="How they are named" options={WAYS} value={way} onChange={setWay} />
        {way === 'people' ? (
          <PeoplePicker chosen={people} onChange={setPeople} />
        ) : (
          <WordField
            label="External ids"
            placeholder="customer-42"
            hint="People by their ids in your own system. Enter adds one."
            words={externalIds}
            maxLength={EXTERNAL_ID_LENGTH_MAX}
            onChange={setExternalIds}
          />
        )}
        <Button type="submit" className="justify-self-start" isPending={add.isPending} disabled={count === 0}>
          {count === 0 ? 'Add' : `Add ${count}`}
        </Button>
      </ClientForm>
    </Panel>
  );
}
