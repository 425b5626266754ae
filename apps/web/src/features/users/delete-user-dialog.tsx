'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { ConfirmDialog } from '@/components/ui/confirm-dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useUserActions } from '@/features/users/use-user-actions.ts';
import { holdingsText, isConfirmed, userName } from '@/features/users/user-words.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';
import type { UserEntry } from '@/wire/wire-types.ts';

interface DeleteUserDialogProps {
  readonly user: UserEntry;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onDeleted: () => void;
}

/** Says what goes with somebody, and takes their typed email for a yes. */
export function DeleteUserDialog({ user, isOpen, onOpenChange, onDeleted }: DeleteUserDialogProps) {
  const { remove } = useUserActions(user);
  const [typed, setTyped] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const change = (shouldOpen: boolean) => {
    onOpenChange(shouldOpen);
    remove.reset();
    setTyped('');
    setIsChecked(false);
  };
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onOpenChange={change}
      title={`Delete ${userName(user)}?`}
      description={
        <>
          <WhatGoes user={user} />
          <p>
            What they sent to others stays, without their name. The audit log keeps what they did. This cannot
            be undone: to keep somebody out for a while, disable them.
          </p>
          <FormFailure failure={remove.error === null ? null : failureOf(remove.error)} />
          <div className="mt-1 text-ink">
            <Field
              label={`Type ${user.email} to confirm`}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              error={
                isChecked && !isConfirmed(typed, user) ? 'Expected the email as it stands above' : undefined
              }
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
        </>
      }
      confirmLabel="Delete for good"
      isPending={remove.isPending}
      onConfirm={() => {
        setIsChecked(true);
        if (isConfirmed(typed, user)) remove.mutate({ id: user.id }, { onSuccess: onDeleted });
      }}
    />
  );
}

function WhatGoes({ user }: { readonly user: UserEntry }) {
  const trpc = useTRPC();
  // Counted when it is asked for: it is what the person decides on.
  const holdings = useQuery(trpc.users.holdings.queryOptions({ id: user.id }, { staleTime: 0 }));
  if (holdings.data === undefined) {
    return (
      <p role="status">
        {holdings.isError
          ? 'What they have could not be counted. All of it goes: devices, sessions, API keys, memberships.'
          : 'Counting what goes with them…'}
      </p>
    );
  }
  const text = holdingsText(holdings.data);
  return (
    <p role="status">
      {text === null ? (
        'They have no devices, sessions or keys. Their account and the history of what they got go at once.'
      ) : (
        <>
          With them go <strong className="font-medium text-ink">{text}</strong>, and the history of what their
          devices got. It all stops at once.
        </>
      )}
    </p>
  );
}
