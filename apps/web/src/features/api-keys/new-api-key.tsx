'use client';

import { createApiKeyInputSchema, SCOPES, type Scope } from '@carillon/contracts/api-keys';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useRef, useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { SecretOnce } from '@/components/secret-once.tsx';
import { Button } from '@/components/ui/button.tsx';
import { CheckField } from '@/components/ui/check-field.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FormDialog } from '@/components/ui/form-dialog.tsx';
import { SelectField } from '@/components/ui/select-field.tsx';
import { SCOPE_NAMES, SCOPE_ORDER, scopesText } from '@/features/api-keys/api-key-words.ts';
import { EXPIRIES, type Expiry, expiresAt } from '@/features/api-keys/expiry.ts';
import { keyFile } from '@/features/api-keys/key-file.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC } from '@/wire/trpc.tsx';

const NOTHING = { name: '', scopes: [] as readonly Scope[], expiry: '90d' as Expiry };

/** AUTH-5: creates a key for just what is chosen, and shows it once. */
export function NewApiKey({ apiUrl }: { readonly apiUrl: string }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // In the address, so that a link opens the form, and a page that is loaded again after it was closed does not.
  const isOpen = useSearchParams().has('new');
  const setIsOpen = (shouldOpen: boolean) =>
    window.history.replaceState(null, '', shouldOpen ? '/api-keys?new=1' : '/api-keys');
  const [draft, setDraft] = useState(NOTHING);
  const [isChecked, setIsChecked] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const create = useMutation(
    trpc.apiKeys.create.mutationOptions({
      // The key is in the answer: nothing keeps it once the dialog is closed.
      gcTime: 0,
      onSuccess: async () => {
        setIsOpen(false);
        setDraft(NOTHING);
        setIsChecked(false);
        await queryClient.invalidateQueries(trpc.apiKeys.list.pathFilter());
      },
    }),
  );
  const failure = create.error === null ? null : failureOf(create.error);
  const submit = () => {
    setIsChecked(true);
    const until = expiresAt(draft.expiry, new Date());
    const input = {
      name: draft.name,
      scopes: [...draft.scopes],
      ...(until === undefined ? {} : { expiresAt: until.toISOString() }),
    };
    if (createApiKeyInputSchema.safeParse(input).success) create.mutate(input);
  };
  return (
    <>
      <Button ref={opener} variant="primary" onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        New key
      </Button>
      <FormDialog
        isOpen={isOpen}
        onOpenChange={(shouldOpen) => {
          setIsOpen(shouldOpen);
          create.reset();
        }}
        title="New API key"
        description="For one of your servers or programs. It acts in your name, for just what you tick."
        submitLabel="Create"
        className="sm:top-[6%] sm:max-w-xl"
        isPending={create.isPending}
        onSubmit={submit}
      >
        <FormFailure failure={failure?.fields.name === undefined ? failure : null} />
        <KeyFields draft={draft} onChange={setDraft} isChecked={isChecked} refused={failure?.fields ?? {}} />
      </FormDialog>
      <SecretOnce
        title={`The key of ${create.data?.name ?? ''}`}
        description={<p>{create.data === undefined ? '' : `It may: ${scopesText(create.data.scopes)}.`}</p>}
        what="key"
        secret={create.data?.key ?? null}
        file={keyFile({ name: create.data?.name ?? '', key: create.data?.key ?? '', apiUrl })}
        onDone={create.reset}
        returnTo={opener}
      >
        <p className="text-ink-soft text-sm">
          Your server sends it with each call, as <code className="font-mono">Authorization: Bearer</code>.
          Keep it where your server keeps its secrets, and out of its code.
        </p>
      </SecretOnce>
    </>
  );
}

interface KeyFieldsProps {
  readonly draft: typeof NOTHING;
  readonly onChange: (draft: typeof NOTHING) => void;
  readonly isChecked: boolean;
  readonly refused: Readonly<Record<string, string>>;
}

function KeyFields({ draft, onChange, isChecked, refused }: KeyFieldsProps) {
  const nameError = isChecked && draft.name.trim() === '' ? 'Say what the key is for' : refused.name;
  const scopeError = isChecked && draft.scopes.length === 0 ? 'Tick at least one' : refused.scopes;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
        <Field
          label="Name"
          placeholder="Billing server"
          maxLength={100}
          autoComplete="off"
          error={nameError}
          value={draft.name}
          onChange={(event) => onChange({ ...draft, name: event.target.value })}
        />
        <SelectField
          label="Expires after"
          options={EXPIRIES}
          value={draft.expiry}
          error={refused.expiresAt}
          onChange={(expiry) => onChange({ ...draft, expiry })}
        />
      </div>
      <fieldset className="grid min-w-0 gap-3 sm:grid-cols-2">
        <legend className="mb-2 font-medium text-sm">What it may do</legend>
        {SCOPE_ORDER.map((scope) => (
          <CheckField
            key={scope}
            label={SCOPE_NAMES[scope]}
            hint={SCOPES[scope]}
            checked={draft.scopes.includes(scope)}
            onChange={(isTicked) =>
              onChange({
                ...draft,
                scopes: isTicked
                  ? [...draft.scopes, scope]
                  : draft.scopes.filter((ticked) => ticked !== scope),
              })
            }
          />
        ))}
      </fieldset>
      {scopeError === undefined ? null : (
        <p role="alert" className="text-danger text-xs">
          {scopeError}
        </p>
      )}
    </>
  );
}
