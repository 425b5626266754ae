'use client';

import { ChevronDown } from 'lucide-react';
import Link from 'next/link';
import { CopyButton } from '@/components/copy-button.tsx';
import { MeaningIcon } from '@/components/meaning.tsx';
import { Fact } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import type { AuditFilters } from '@/features/audit/audit-filters.ts';
import {
  actionMeaning,
  actionText,
  detailFacts,
  targetHref,
  targetText,
} from '@/features/audit/audit-words.ts';
import { ExactTime, ShortTime } from '@/time/exact-time.tsx';
import type { AuditEvent } from '@/wire/wire-types.ts';

interface AuditRowProps {
  readonly event: AuditEvent;
  /** Narrows the log further. */
  readonly onNarrow: (filters: Partial<AuditFilters>) => void;
}

/** One event: what happened, who did it to what, when; unfolded, everything that is known. */
export function AuditRow({ event, onNarrow }: AuditRowProps) {
  return (
    <li>
      <details className="group">
        <summary className="grid cursor-pointer list-none grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 px-4 py-2.5 hover:bg-sunken/50 focus-visible:-outline-offset-2 sm:grid-cols-[auto_minmax(0,1fr)_auto_auto] [&::-webkit-details-marker]:hidden">
          <MeaningIcon meaning={actionMeaning(event.action)} className="mt-0.5" />
          <div className="min-w-0">
            <p className="font-medium">{actionText(event.action)}</p>
            <p className="text-ink-soft text-xs [overflow-wrap:anywhere]">
              {event.actor}
              {event.apiKeyId === null ? '' : ' with an API key'} · {targetText(event)}
              <span className="sm:hidden">
                {' · '}
                <ShortTime at={event.at} className="whitespace-nowrap" />
              </span>
            </p>
          </div>
          <ShortTime at={event.at} className="hidden text-ink-soft text-xs tabular-nums leading-5 sm:block" />
          <ChevronDown
            aria-hidden
            className="mt-0.5 size-4 text-ink-faint transition-transform group-open:rotate-180"
          />
        </summary>
        <EventFacts event={event} />
        <Narrow event={event} onNarrow={onNarrow} />
      </details>
    </li>
  );
}

function EventFacts({ event }: { readonly event: AuditEvent }) {
  const href = targetHref(event);
  return (
    <dl className="divide-y border-t bg-canvas">
      <Fact label="When">
        <ExactTime at={event.at} />
      </Fact>
      <Fact label="Action">
        <code className="font-mono text-xs">{event.action}</code>
      </Fact>
      <Fact label="Who">
        {event.userId === null ? (
          event.actor
        ) : (
          <TextLink href={`/users/${event.userId}`}>{event.actor}</TextLink>
        )}
      </Fact>
      {event.apiKeyId === null ? null : (
        <Fact label="With the API key">
          <Code text={event.apiKeyId} what="API key’s id" />
        </Fact>
      )}
      <Fact label="To what">
        {href === null ? targetText(event) : <TextLink href={href}>{targetText(event)}</TextLink>}
      </Fact>
      <Fact label="Its id">
        <Code text={event.targetId} what="id" />
      </Fact>
      <Fact label="Address">{event.ipAddress ?? <span className="text-ink-soft">Not known</span>}</Fact>
      {event.requestId === null ? null : (
        <Fact label="Request">
          <Code text={event.requestId} what="request’s id" />
        </Fact>
      )}
      {detailFacts(event.details).map(([name, text]) => (
        <Fact key={name} label={name}>
          <code className="whitespace-pre-wrap font-mono text-xs">{text}</code>
        </Fact>
      ))}
    </dl>
  );
}

function Narrow({ event, onNarrow }: AuditRowProps) {
  return (
    <div className="flex flex-wrap gap-2 border-t bg-canvas px-4 py-2.5">
      <Button size="sm" onClick={() => onNarrow({ action: event.action })}>
        Only this action
      </Button>
      {event.userId === null ? null : (
        <Button size="sm" onClick={() => onNarrow({ user: event.userId })}>
          Only what they did
        </Button>
      )}
      <Button size="sm" onClick={() => onNarrow({ target: event.targetId })}>
        Only what happened to it
      </Button>
    </div>
  );
}

function TextLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Link href={href} className="rounded text-accent underline-offset-4 hover:underline">
      {children}
    </Link>
  );
}

function Code({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 truncate font-mono text-xs">{text}</code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
