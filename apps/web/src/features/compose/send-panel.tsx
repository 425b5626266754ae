'use client';

import { CalendarClock, FlaskConical, Send } from 'lucide-react';
import { FormFailure } from '@/components/form-failure.tsx';
import { Panel } from '@/components/panel.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ChoicePills } from '@/components/ui/choice-pills.tsx';
import { Field } from '@/components/ui/field.tsx';
import { useIsHydrated } from '@/components/use-is-hydrated.ts';
import { type MessageFieldsProps, textProps } from '@/features/compose/field-props.ts';
import { NoDevice, SelfTest } from '@/features/compose/self-test.tsx';
import type { useSelfTest } from '@/features/compose/use-send.ts';
import { exactTimeText } from '@/time/relative-time-text.ts';
import type { Failure } from '@/wire/failure.ts';

const TIMES = [
  { value: 'now', label: 'Now' },
  { value: 'later', label: 'At a time' },
] as const;

interface SendPanelProps extends MessageFieldsProps {
  readonly selfTest: ReturnType<typeof useSelfTest>;
  readonly isSending: boolean;
  readonly failure: Failure | null;
  readonly onSelfTest: () => void;
  readonly onSend: () => void;
}

/** When it is sent, a real test on the person's own devices first, and the sending itself. */
export function SendPanel({ selfTest, isSending, failure, onSelfTest, onSend, ...fields }: SendPanelProps) {
  const { draft, change } = fields.composition;
  return (
    // Above the preview where both stand beside the fields, so that it is seen without scrolling.
    <div className="lg:order-first">
      <Panel title="When">
        <div className="grid gap-4 p-4">
          <ChoicePills
            label="When it is sent"
            options={TIMES}
            value={draft.isLater ? 'later' : 'now'}
            onChange={(value) => change({ isLater: value === 'later' })}
          />
          {draft.isLater ? <ScheduleField {...fields} /> : null}
          <FormFailure failure={failure ?? selfTest.failure} />
          <div className="flex flex-wrap gap-2 max-sm:*:flex-1">
            <Button isPending={selfTest.isPending} onClick={onSelfTest}>
              {selfTest.isPending ? null : <FlaskConical aria-hidden />}
              Send to myself first
            </Button>
            <Button variant="primary" isPending={isSending} onClick={onSend}>
              {isSending ? null : draft.isLater ? <CalendarClock aria-hidden /> : <Send aria-hidden />}
              {draft.isLater ? 'Schedule…' : 'Send…'}
            </Button>
          </div>
          {selfTest.sent === null ? null : selfTest.sent.status === 'done' ? (
            <NoDevice />
          ) : (
            <SelfTest key={selfTest.sent.id} notificationId={selfTest.sent.id} />
          )}
        </div>
      </Panel>
    </div>
  );
}

function ScheduleField(fields: MessageFieldsProps) {
  const isHydrated = useIsHydrated();
  const zone = isHydrated ? new Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  const at = new Date(fields.composition.draft.texts.sendAt);
  const exact = Number.isNaN(at.getTime()) ? null : exactTimeText(at, undefined);
  return (
    <div className="max-w-72">
      <Field
        label="Day and time"
        type="datetime-local"
        hint={
          exact === null ? `In your time zone, ${zone}` : exact.endsWith(zone) ? exact : `${exact}, ${zone}`
        }
        {...textProps(fields, 'sendAt')}
      />
    </div>
  );
}
