'use client';

import { KeyRound } from 'lucide-react';
import { CopyButton } from '@/components/copy-button.tsx';
import { Fact, Panel } from '@/components/panel.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { envFileName } from '@/features/agents/agent-setup.ts';
import { AgentSteps } from '@/features/agents/agent-steps.tsx';
import { RotateSecret } from '@/features/agents/rotate-secret.tsx';
import { useAgentActivity } from '@/features/agents/use-agent-activity.ts';
import { RelativeTime } from '@/time/relative-time.tsx';
import type { Device } from '@/wire/wire-types.ts';

interface CredentialsProps {
  readonly agent: Device;
  readonly apiUrl: string;
  /** Somebody else's: only its owner gives it a new secret. */
  readonly isReadOnly: boolean;
}

/** What an agent signs in with: never the secret, but how old ones end and how to make a new one. */
export function CredentialsPanel({ agent, apiUrl, isReadOnly }: CredentialsProps) {
  const canRotate = agent.status === 'active' && !isReadOnly;
  return (
    <Panel title="Credentials" action={canRotate ? <RotateSecret agent={agent} apiUrl={apiUrl} /> : null}>
      <dl className="divide-y">
        <Fact label="Secret">
          <span className="flex items-center gap-1.5">
            <KeyRound aria-hidden className="size-4 shrink-0 text-ink-faint" />
            {agent.status === 'active'
              ? 'In use; it was shown once, and nobody can look it up'
              : 'Ended, for good'}
          </span>
        </Fact>
        {agent.status === 'active' ? (
          <Fact label="Previous secret">
            <PreviousSecret id={agent.id} />
          </Fact>
        ) : null}
        <Fact label="Agent’s id">
          <Copied text={agent.id} what="agent’s id" />
        </Fact>
        <Fact label="Server">
          <Copied text={apiUrl} what="server’s address" />
        </Fact>
      </dl>
      {canRotate ? (
        <details className="border-t px-4 py-2.5">
          <summary className="cursor-pointer font-medium text-sm">How to run it</summary>
          <div className="pt-3 pb-1">
            <AgentSteps fileName={envFileName(agent.name)} />
          </div>
        </details>
      ) : null}
    </Panel>
  );
}

function PreviousSecret({ id }: { readonly id: string }) {
  const { data, isError } = useAgentActivity(id);
  if (data === undefined) return isError ? <>Not known at the moment</> : <Skeleton className="h-5 w-32" />;
  if (data.previousSecretValidUntil === null) return <span className="text-ink-soft">None is accepted</span>;
  return (
    <>
      Accepted too; that ends <RelativeTime at={data.previousSecretValidUntil} />
    </>
  );
}

function Copied({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 truncate font-mono text-xs">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
