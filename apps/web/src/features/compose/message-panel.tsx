'use client';

import { LIMITS } from '@carillon/contracts/limits';
import { ChevronDown } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Panel } from '@/components/panel.tsx';
import { Field } from '@/components/ui/field.tsx';
import { TextAreaField } from '@/components/ui/text-area-field.tsx';
import { type MessageFieldsProps, textProps } from '@/features/compose/field-props.ts';
import { MoreFields } from '@/features/compose/more-fields.tsx';

/** Those that are seen without unfolding the rest. */
const PLAIN_PATHS = ['title', 'body', 'url', 'audience', 'sendAt'];

/** What people read, and a fold with everything else that a message can carry. */
export function MessagePanel(props: MessageFieldsProps) {
  const fold = useRef<HTMLDetailsElement>(null);
  const hasHiddenError = Object.keys(props.errors).some((path) => !PLAIN_PATHS.includes(path));
  useEffect(() => {
    if (hasHiddenError && fold.current !== null) fold.current.open = true;
  }, [hasHiddenError]);
  return (
    <Panel title="Message">
      <div className="grid gap-4 p-4">
        <Field label="Title" maxLength={LIMITS.titleLength} {...textProps(props, 'title')} />
        <TextAreaField label="Text" maxLength={LIMITS.bodyLength} {...textProps(props, 'body')} />
        <Field
          label="A click opens"
          placeholder="/devices or https://…"
          inputMode="url"
          hint="A path of this dashboard, or an address. Empty: the dashboard."
          {...textProps(props, 'url')}
        />
      </div>
      <details ref={fold} className="group border-t">
        <summary className="flex cursor-pointer list-none items-center justify-between gap-3 px-4 py-3 font-medium text-sm hover:bg-sunken/50 [&::-webkit-details-marker]:hidden">
          <span>
            More options
            <span className="block font-normal text-ink-soft text-xs">
              Pictures, buttons, sound, replacing, lifetime, data, Apple’s and Android’s own
            </span>
          </span>
          <ChevronDown
            aria-hidden
            className="size-4 text-ink-faint transition-transform group-open:rotate-180"
          />
        </summary>
        <MoreFields {...props} />
      </details>
    </Panel>
  );
}
