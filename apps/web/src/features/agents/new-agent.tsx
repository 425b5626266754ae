'use client';

import { registerAgentInputSchema } from '@carillon/contracts/agents';
import { LIMITS } from '@carillon/contracts/limits';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRef, useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FormDialog } from '@/components/ui/form-dialog.tsx';
import { WordField } from '@/components/ui/word-field.tsx';
import { AgentSecret, type FreshSecret } from '@/features/agents/agent-secret.tsx';
import { TAG_LENGTH_MAX, withTags } from '@/features/devices/tag-list.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC, useTRPCClient } from '@/wire/trpc.tsx';

interface NewAgentProps {
  /** Where agents reach the server. */
  readonly apiUrl: string;
  /** The link that led here asked for it. */
  readonly isOpenAtFirst: boolean;
}

/** REG-3: creates an agent, and shows its secret once. */
export function NewAgent({ apiUrl, isOpenAtFirst }: NewAgentProps) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst);
  const [fresh, setFresh] = useState<FreshSecret | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button ref={button} variant="primary" onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        New agent
      </Button>
      {isOpen ? (
        <NewAgentForm
          onClose={() => setIsOpen(false)}
          onMade={(made) => {
            setIsOpen(false);
            setFresh(made);
          }}
        />
      ) : null}
      <AgentSecret
        title={`The secret of ${fresh?.agent.name ?? ''}`}
        fresh={fresh}
        apiUrl={apiUrl}
        onDone={() => setFresh(null)}
        returnTo={button}
      />
    </>
  );
}

interface NewAgentFormProps {
  readonly onClose: () => void;
  readonly onMade: (made: FreshSecret) => void;
}

function NewAgentForm({ onClose, onMade }: NewAgentFormProps) {
  const [deviceName, setDeviceName] = useState('');
  const [tags, setTags] = useState<readonly string[]>([]);
  const [tagProblem, setTagProblem] = useState<string | null>(null);
  const [isChecked, setIsChecked] = useState(false);
  const create = useCreateAgent(onMade);
  const checked = registerAgentInputSchema.safeParse({ deviceName, tags });
  const failure = create.error === null ? null : failureOf(create.error);
  const nameError = isChecked
    ? checked.error?.issues.find(({ path }) => path[0] === 'deviceName')?.message
    : undefined;
  const isAboutName = failure?.fields.deviceName !== undefined;
  return (
    <FormDialog
      isOpen
      onOpenChange={onClose}
      title="New agent"
      description="A program without a screen that fetches its messages, such as a server or a script. Its secret is shown once, in the next step."
      submitLabel="Create agent"
      isPending={create.isPending}
      onSubmit={() => {
        setIsChecked(true);
        if (checked.success) create.mutate(checked.data);
      }}
    >
      <FormFailure failure={isAboutName ? null : failure} />
      <Field
        label="Name"
        placeholder="Build server"
        hint="No two of your agents have the same."
        error={nameError ?? failure?.fields.deviceName}
        maxLength={LIMITS.deviceNameLength}
        value={deviceName}
        onChange={(event) => {
          setDeviceName(event.target.value);
          create.reset();
        }}
      />
      <WordField
        label="Tags"
        placeholder="backup"
        hint="If you like. Enter or a comma adds one."
        error={tagProblem ?? failure?.fields.tags}
        words={tags}
        maxLength={TAG_LENGTH_MAX}
        onChange={(words) => {
          const change = withTags([], words.join(','));
          setTagProblem(change.problem);
          setTags(change.tags);
        }}
      />
    </FormDialog>
  );
}

/**
 * The answer holds the secret, so it goes to whoever shows it and no further: a mutation's data would stay in the cache
 * for minutes.
 */
function useCreateAgent(onMade: (made: FreshSecret) => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (input: { readonly deviceName: string; readonly tags?: string[] | undefined }) => {
      const { id, name, secret = '' } = await client.devices.register.mutate(input);
      onMade({ agent: { id, name }, secret });
    },
    onSuccess: () => queryClient.invalidateQueries(trpc.devices.list.pathFilter()),
  });
}
