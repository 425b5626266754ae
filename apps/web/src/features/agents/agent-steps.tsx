'use client';

import { CopyButton } from '@/components/copy-button.tsx';
import { AGENT_COMMAND, CURL_COMMAND, loadCommand } from '@/features/agents/agent-setup.ts';

/** What to do next, on the machine that the agent runs on; `fileName`: what was downloaded. */
export function AgentSteps({ fileName }: { readonly fileName: string }) {
  return (
    <ol className="grid gap-3 text-sm">
      <li>
        <p>Put the downloaded file onto its machine, readable by it alone, and load it into the shell:</p>
        <CommandLine text={loadCommand(fileName)} what="line that loads the file" />
      </li>
      <li>
        <p>
          Then run the command of the package <code className="font-mono text-xs">@carillon/client</code>,
          which prints each message and acknowledges it:
        </p>
        <CommandLine text={AGENT_COMMAND} what="line that runs the agent" />
      </li>
      <li>
        <p>Or fetch messages without it:</p>
        <CommandLine text={CURL_COMMAND} what="line for curl" />
      </li>
    </ol>
  );
}

function CommandLine({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className="mt-1 flex items-start gap-1 rounded-lg border bg-canvas py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 py-1 font-mono text-xs [overflow-wrap:anywhere]">{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
