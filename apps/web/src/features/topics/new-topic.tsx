'use client';

import { createTopicInputSchema } from '@carillon/contracts/topics';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FormDialog } from '@/components/ui/form-dialog.tsx';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

/** Creates a topic. `isOpenAtFirst`: the link that led here asked for it. */
export function NewTopic({ isOpenAtFirst }: { readonly isOpenAtFirst: boolean }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const create = useMutation(
    trpc.topics.create.mutationOptions({
      onSuccess: async (topic) => {
        await queryClient.invalidateQueries(trpc.topics.pathFilter());
        toast.success(`${topic.name} is there`, { description: 'Add people, or let them join.' });
        setIsOpen(false);
        setName('');
        setDescription('');
        setIsChecked(false);
      },
    }),
  );
  const checked = createTopicInputSchema.safeParse({ name, description });
  const failure = create.error === null ? null : failureOf(create.error);
  const nameError = isChecked
    ? checked.error?.issues.find(({ path }) => path[0] === 'name')?.message
    : undefined;
  const submit = () => {
    setIsChecked(true);
    if (checked.success) create.mutate(checked.data);
  };
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        New topic
      </Button>
      <FormDialog
        isOpen={isOpen}
        onOpenChange={(shouldOpen) => {
          setIsOpen(shouldOpen);
          create.reset();
        }}
        title="New topic"
        description="A named group of people. What is sent to it reaches all devices of its members."
        submitLabel="Create"
        isPending={create.isPending}
        onSubmit={submit}
      >
        <FormFailure failure={failure?.fields.name === undefined ? failure : null} />
        <Field
          label="Name"
          placeholder="releases"
          hint="Letters, digits, dots, dashes, underscores. It stays as it is."
          error={nameError ?? failure?.fields.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="Description"
          placeholder="New versions of our app"
          value={description}
          error={failure?.fields.description}
          maxLength={500}
          onChange={(event) => setDescription(event.target.value)}
        />
      </FormDialog>
    </>
  );
}
