'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCcwKey } from 'lucide-react';
import { useRef, useState } from 'react';
import { FormFailure } from '@/components/form-failure.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { FormDialog } from '@/components/ui/form-dialog.tsx';
import { AgentSecret, type FreshSecret } from '@/features/agents/agent-secret.tsx';
import { GRACE_CHOICES, type Grace, graceSeconds, graceText } from '@/features/agents/grace.ts';
import { failureOf } from '@/wire/failure.ts';
import { useTRPC, useTRPCClient } from '@/wire/trpc.tsx';
import type { Device } from '@/wire/wire-types.ts';

interface RotateSecretProps {
  readonly agent: Pick<Device, 'id' | 'name'>;
  readonly apiUrl: string;
}

/** SEC-6: gives an agent a new secret, and says until when the present one works on. */
export function RotateSecret({ agent, apiUrl }: RotateSecretProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [grace, setGrace] = useState<Grace>('day');
  const [fresh, setFresh] = useState<FreshSecret | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const rotate = useRotateSecret(agent, (made) => {
    setIsOpen(false);
    setFresh(made);
  });
  return (
    <>
      <Button
        ref={button}
        onClick={() => {
          rotate.reset();
          setGrace('day');
          setIsOpen(true);
        }}
      >
        <RotateCcwKey aria-hidden />
        Rotate…
      </Button>
      <FormDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title={`Rotate the secret of ${agent.name}?`}
        description="It gets a new secret, which is shown once in the next step. Choose how long the present one works on."
        submitLabel="Make a new secret"
        isPending={rotate.isPending}
        onSubmit={() => rotate.mutate(graceSeconds(grace))}
      >
        <FormFailure failure={rotate.error === null ? null : failureOf(rotate.error)} />
        <ChoicePills
          label="How long the present secret works on"
          options={GRACE_CHOICES}
          value={grace}
          onChange={setGrace}
        />
        <p role="status" className="text-ink-soft text-sm">
          {graceText(grace)}
        </p>
      </FormDialog>
      <AgentSecret
        title={`The new secret of ${agent.name}`}
        fresh={fresh}
        apiUrl={apiUrl}
        onDone={() => setFresh(null)}
        returnTo={button}
      />
    </>
  );
}

/** As where an agent is created: the secret goes to whoever shows it, and never into the cache. */
function useRotateSecret({ id, name }: Pick<Device, 'id' | 'name'>, onMade: (made: FreshSecret) => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (seconds: number) => {
      const { secret } = await client.devices.rotateSecret.mutate({ id, graceSeconds: seconds });
      onMade({ agent: { id, name }, secret });
    },
    onSuccess: () => queryClient.invalidateQueries(trpc.devices.activity.pathFilter()),
  });
}
