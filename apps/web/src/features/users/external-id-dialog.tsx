'use client';

import { externalIdSchema } from '@carillon/contracts/ids';
import { useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FormDialog } from '@/components/ui/form-dialog.tsx';
import { useUserActions } from '@/features/users/use-user-actions.ts';
import { userName } from '@/features/users/user-words.ts';
import { failureOf } from '@/wire/failure.ts';
import type { UserEntry } from '@/wire/wire-types.ts';

interface ExternalIdDialogProps {
  readonly user: UserEntry;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** The person's id in the integrator's own system; an empty field takes it away. */
export function ExternalIdDialog({ user, isOpen, onOpenChange }: ExternalIdDialogProps) {
  const { setExternalId } = useUserActions(user);
  const [text, setText] = useState(user.externalId ?? '');
  const failure = setExternalId.error === null ? null : failureOf(setExternalId.error);
  const checked = externalIdSchema.nullable().safeParse(text.trim() === '' ? null : text);
  const isTaken = failure?.code === 'conflict';
  const change = (shouldOpen: boolean) => {
    onOpenChange(shouldOpen);
    setExternalId.reset();
    setText(user.externalId ?? '');
  };
  return (
    <FormDialog
      isOpen={isOpen}
      onOpenChange={change}
      title={`External id of ${userName(user)}`}
      description="The person’s id in your own system. Your servers can send to it instead of ours."
      submitLabel="Save"
      isPending={setExternalId.isPending}
      onSubmit={() => {
        if (!checked.success) return;
        setExternalId.mutate(
          { id: user.id, externalId: checked.data },
          { onSuccess: () => onOpenChange(false) },
        );
      }}
    >
      <FormFailure failure={isTaken || failure?.fields.externalId !== undefined ? null : failure} />
      <Field
        label="External id"
        placeholder="customer-42"
        hint="Empty takes it away."
        error={
          checked.error?.issues[0]?.message ??
          failure?.fields.externalId ??
          (isTaken ? failure?.message : undefined)
        }
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setExternalId.reset();
        }}
      />
    </FormDialog>
  );
}
