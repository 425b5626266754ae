'use client';

import type { ReactNode } from 'react';
import { CheckField } from '@/components/ui/check-field.tsx';
import { Field } from '@/components/ui/field.tsx';
import { SelectField } from '@/components/ui/select-field.tsx';
import { TextAreaField } from '@/components/ui/text-area-field.tsx';
import { ActionFields } from '@/features/compose/action-fields.tsx';
import { type MessageFieldsProps, textProps } from '@/features/compose/field-props.ts';

const UNITS = [
  { value: 'minutes', label: 'minutes' },
  { value: 'hours', label: 'hours' },
  { value: 'days', label: 'days' },
] as const;
const PRIORITIES = [
  { value: 'normal', label: 'Normal: may wait while the device saves power' },
  { value: 'high', label: 'High: wakes the device' },
] as const;
const LEVELS = [
  { value: '', label: 'As the message says' },
  { value: 'passive', label: 'Passive: no sound, no light' },
  { value: 'active', label: 'Active' },
  { value: 'time-sensitive', label: 'Time-sensitive: breaks through Focus' },
  { value: 'critical', label: 'Critical: needs Apple’s entitlement' },
] as const;

/** Everything that a message can carry besides its text. */
export function MoreFields(props: MessageFieldsProps) {
  return (
    <div className="grid gap-6 border-t p-4">
      <Looks {...props} />
      <Delivery {...props} />
      <ForTheApp {...props} />
      <Apple {...props} />
      <Android {...props} />
    </div>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="grid min-w-0 gap-4 sm:grid-cols-2">
      <legend className="mb-3 font-medium text-ink-soft text-xs">{title}</legend>
      {children}
    </fieldset>
  );
}

function Looks(props: MessageFieldsProps) {
  return (
    <Group title="Looks and sound">
      <Field label="Subtitle" hint="Apple devices alone" {...textProps(props, 'subtitle')} />
      <Field label="Picture" placeholder="https://…" inputMode="url" {...textProps(props, 'image')} />
      <Field
        label="Icon"
        placeholder="https://…"
        inputMode="url"
        hint="Browsers alone"
        {...textProps(props, 'icon')}
      />
      <Field label="Sound" placeholder="default" hint="A sound of the app" {...textProps(props, 'sound')} />
      <Field
        label="Badge"
        inputMode="numeric"
        hint="The number on the app’s icon"
        {...textProps(props, 'badge')}
      />
      <Field label="Category" hint="Buttons that the app brings" {...textProps(props, 'category')} />
      <div className="sm:col-span-2">
        <ActionFields {...props} />
      </div>
    </Group>
  );
}

function Delivery(props: MessageFieldsProps) {
  const { draft, change } = props.composition;
  return (
    <Group title="Delivery">
      <div className="grid grid-cols-[minmax(0,1fr)_7.5rem] gap-2">
        <Field
          label="Worth delivering for"
          inputMode="numeric"
          hint="At most 28 days; 0: now or never"
          {...textProps(props, 'lifetime')}
        />
        <SelectField
          label="Unit"
          options={UNITS}
          value={draft.lifetimeUnit}
          onChange={(lifetimeUnit) => change({ lifetimeUnit })}
        />
      </div>
      <SelectField
        label="Priority"
        options={PRIORITIES}
        value={draft.priority}
        onChange={(priority) => change({ priority })}
      />
      <Field label="Tag" hint="Replaces a shown one that has the same tag" {...textProps(props, 'tag')} />
      <Field
        label="Collapse key"
        hint="Replaces a waiting one that has the same key"
        {...textProps(props, 'collapseKey')}
      />
      <CheckField
        label="Critical"
        hint="Passes quiet hours; time-sensitive on Apple devices."
        checked={draft.isCritical}
        onChange={(isCritical) => change({ isCritical })}
      />
      <CheckField
        label="Silent"
        hint="Apps get the data and show nothing; browsers show it without a sound."
        checked={draft.isSilent}
        onChange={(isSilent) => change({ isSilent })}
      />
    </Group>
  );
}

function ForTheApp(props: MessageFieldsProps) {
  return (
    <Group title="For the app">
      <div className="sm:col-span-2">
        <TextAreaField
          label="Data"
          placeholder='{"orderId": 42}'
          spellCheck={false}
          className="font-mono"
          hint="A JSON object, handed to the app or the service worker as it is."
          {...textProps(props, 'data')}
        />
      </div>
    </Group>
  );
}

function Apple(props: MessageFieldsProps) {
  const { draft, change } = props.composition;
  return (
    <Group title="Apple’s own">
      <SelectField
        label="Interruption level"
        options={LEVELS}
        value={draft.interruptionLevel}
        error={props.errors['apns.interruptionLevel']}
        onChange={(interruptionLevel) => change({ interruptionLevel })}
      />
      <Field label="Thread" hint="Groups notifications in the list" {...textProps(props, 'threadId')} />
      <Field
        label="Relevance"
        inputMode="decimal"
        hint="0 to 1: the place in a summary"
        {...textProps(props, 'relevanceScore')}
      />
    </Group>
  );
}

function Android(props: MessageFieldsProps) {
  return (
    <Group title="Android’s own">
      <Field
        label="Notification channel"
        hint="Empty: the app’s default"
        {...textProps(props, 'channelId')}
      />
      <Field
        label="Analytics label"
        hint="Under which Firebase’s reports count it"
        {...textProps(props, 'analyticsLabel')}
      />
    </Group>
  );
}
