'use client';

import type { RefObject } from 'react';
import { SecretOnce } from '@/components/secret-once.tsx';
import { envFileName, envFileText } from '@/features/agents/agent-setup.ts';
import { AgentSteps } from '@/features/agents/agent-steps.tsx';

/** A secret that the server just made. Held by the component that asked for it, in its state alone, until it was seen. */
export interface FreshSecret {
  readonly agent: { readonly id: string; readonly name: string };
  readonly secret: string;
}

interface AgentSecretProps {
  readonly title: string;
  /** null: the dialog is closed. */
  readonly fresh: FreshSecret | null;
  readonly apiUrl: string;
  readonly onDone: () => void;
  readonly returnTo: RefObject<HTMLElement | null>;
}

/** SEC-1: an agent's new secret, this once, and how to run the agent with it. */
export function AgentSecret({ title, fresh, apiUrl, onDone, returnTo }: AgentSecretProps) {
  const name = envFileName(fresh?.agent.name ?? '');
  const text = fresh === null ? '' : envFileText({ apiUrl, deviceId: fresh.agent.id }, fresh.secret);
  return (
    <SecretOnce
      title={title}
      description={`The agent proves with it who it is. The download, ${name}, holds it with the server’s address and the agent’s id.`}
      what="secret"
      secret={fresh?.secret ?? null}
      file={{ name, text }}
      onDone={onDone}
      returnTo={returnTo}
    >
      <AgentSteps fileName={name} />
    </SecretOnce>
  );
}
