'use client';

import { Plus, X } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import type { ActionDraft } from '@/features/compose/draft.ts';
import type { MessageFieldsProps } from '@/features/compose/field-props.ts';

const ACTIONS_MAX = 4;

/** Buttons under the notification, each with where it leads. */
export function ActionFields({ composition, errors }: MessageFieldsProps) {
  const { draft, change } = composition;
  const setAction = (key: string, members: Partial<ActionDraft>) =>
    change({
      actions: draft.actions.map((action) => (action.key === key ? { ...action, ...members } : action)),
    });
  const add = () => change({ actions: [...draft.actions, { key: crypto.randomUUID(), title: '', url: '' }] });
  return (
    <div className="grid gap-3">
      {draft.actions.map((action, index) => (
        <div
          key={action.key}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-2 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto]"
        >
          <Field
            label={`Button ${index + 1}`}
            value={action.title}
            error={errors[`actions.${index}.title`]}
            onChange={(event) => setAction(action.key, { title: event.target.value })}
          />
          <div className="max-sm:col-start-1">
            <Field
              label={`Button ${index + 1} opens`}
              placeholder="As the message"
              inputMode="url"
              value={action.url}
              error={errors[`actions.${index}.url`]}
              onChange={(event) => setAction(action.key, { url: event.target.value })}
            />
          </div>
          <Button
            variant="ghost"
            size="icon"
            className="mt-6.5 max-sm:col-start-2 max-sm:row-start-1"
            aria-label={`Remove button ${index + 1}`}
            onClick={() => change({ actions: draft.actions.filter(({ key }) => key !== action.key) })}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      {draft.actions.length < ACTIONS_MAX ? (
        <Button size="sm" className="justify-self-start" onClick={add}>
          <Plus aria-hidden />
          Add a button
        </Button>
      ) : null}
    </div>
  );
}
